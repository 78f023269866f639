require("./flow.cjs").flows();

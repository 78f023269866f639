const { appendFileSync } = require("node:fs");
const { Sendo } = require("@sendo/core");
const { useTenant } = require("@sendo/sandbox/jest");

exports.flows = () => {
  const tenant = useTenant();

  test.each(["one", "two", "three"])("%s", async (own) => {
    const sendo = new Sendo(tenant().clientOptions);
    const ann = await tenant().phone();
    await sendo.messages.send({ to: ann.number, body: `Your code is ${own}` });
    expect((await ann.waitFor(/code is (\w+)/)).captures).toEqual([own]);
    expect(await tenant().messages()).toHaveLength(1);
    await sendo.close();
    appendFileSync(
      process.env.RECORD,
      `${process.pid} ${tenant().env.SENDO_BASE_URL} ${ann.number} ${tenant().name}\n`,
    );
  });
};

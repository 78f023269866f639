import DefaultTheme from "vitepress/theme-without-fonts";
import { h } from "vue";
import HomeHeroImage from "./HomeHeroImage.vue";
import FirstCode from "./FirstCode.vue";
import "./style.css";

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { "home-hero-image": () => h(HomeHeroImage) }),
  enhanceApp({ app }) {
    app.component("FirstCode", FirstCode);
  },
};

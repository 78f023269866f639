import DefaultTheme from "vitepress/theme-without-fonts";
import { h, onMounted } from "vue";
import { useRouter } from "vitepress";
import FirstCode from "./FirstCode.vue";
import HomeShot from "./HomeShot.vue";
import { rememberTabs } from "./remember-tabs.js";
import "./style.css";

export default {
  extends: DefaultTheme,
  setup() {
    const router = useRouter();
    onMounted(() => rememberTabs(router));
  },
  Layout: () => h(DefaultTheme.Layout, null, { "home-hero-image": () => h(FirstCode) }),
  enhanceApp({ app }) {
    app.component("HomeShot", HomeShot);
  },
};

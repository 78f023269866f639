/* global document, localStorage, CSS, requestAnimationFrame */
const KEY = "sendo:code-tabs";

/** A choice of package manager or language counts for every group of tabs, on this page and on the next. */
export function rememberTabs(router) {
  const read = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");
  const apply = () => {
    for (const label of read()) {
      for (const input of document.querySelectorAll(`input[data-tab="${CSS.escape(label)}"]:not(:checked)`))
        show(input);
    }
  };
  document.addEventListener("change", ({ target }) => {
    const { tab } = target.dataset ?? {};
    if (tab === undefined) return;
    const siblings = [...target.parentElement.querySelectorAll("input")].map(({ dataset }) => dataset.tab);
    localStorage.setItem(KEY, JSON.stringify([...read().filter((label) => !siblings.includes(label)), tab]));
    apply();
  });
  const after = router.onAfterRouteChange;
  router.onAfterRouteChange = async (to) => {
    await after?.(to);
    requestAnimationFrame(apply);
  };
  requestAnimationFrame(apply);
}

/** As the theme does after a click, but without moving the page. */
function show(input) {
  input.checked = true;
  const group = input.closest(".vp-code-group");
  const index = [...input.parentElement.querySelectorAll("input")].indexOf(input);
  for (const [at, block] of [...group.querySelector(".blocks").children].entries())
    block.classList.toggle("active", at === index);
}

"use strict";
// Keys for those who triage a lot; every one of them has a link or a button that does the same.
(() => {
  let chosen = -1;
  const typing = (place) => place.closest("input, select, textarea, [contenteditable]");
  const choose = (step) => {
    const rows = [...document.querySelectorAll(".changes > li:has(a.title)")];
    if (!rows.length) return;
    rows[chosen]?.classList.remove("chosen");
    chosen = Math.min(Math.max(chosen + step, 0), rows.length - 1);
    rows[chosen].classList.add("chosen");
    rows[chosen].querySelector("a.title").focus();
  };
  const keys = {
    j: () => choose(1),
    k: () => choose(-1),
    o: () => document.querySelector(".changes > li.chosen a.title")?.click(),
    g: () => location.assign("/"),
    v: () => document.querySelector("a[data-view]:not([aria-current])")?.click(),
    "/": () => document.querySelector(".find input").focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.getElementById("slider")?.addEventListener("change", (event) => event.currentTarget.submit());
})();

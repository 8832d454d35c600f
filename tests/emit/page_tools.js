// What the tests of the page ask it; see test_draw_page_folding.py.
const titles = () => [...document.querySelectorAll("#picture > div:not([hidden]) g.title")];
const title = name => titles().find(one => one.getAttribute("aria-label").split(" ").includes(name));
const boxes = () => [...document.querySelectorAll("#picture > div:not([hidden]) g.node[data-details]")];
const box = name => boxes().find(one => one.dataset.details.startsWith(name));
const seen = one => one.getBoundingClientRect().width > 0;
const names = () => boxes().filter(seen).map(one => one.dataset.details.split(":")[0]);
const press = (one, key) => one.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const click = one => one.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
const svg = () => document.querySelector("#picture > div:not([hidden]) svg");
const size = () => svg().getAttribute("viewBox").split(" ").slice(2).map(Number);
const frames = () => [...svg().querySelectorAll("g.cluster > path")].map(one => one.getAttribute("d"));
const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
function overlaps() {
  const all = [...svg().querySelectorAll("g.node")].filter(seen).map(one => [one.id, one.getBoundingClientRect()]);
  const found = [];
  all.forEach(([one, a], n) => all.slice(n + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    if (across > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) found.push([one, other]);
  }));
  return found;
}
function astray() {
  const whole = svg().getBoundingClientRect();
  const all = [...svg().querySelectorAll("g.node, g.cluster, g.edge path")].filter(seen);
  return all.filter(one => !inside(one.getBoundingClientRect(), whole)).map(one => one.id || one.parentNode.id);
}
const broken = () => [...svg().querySelectorAll("path")].filter(one => /NaN|undefined/.test(one.getAttribute("d"))).length;

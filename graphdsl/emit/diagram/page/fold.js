"use strict";
// A group is folded by its geometry alone: what lies in its frame is hidden, the bands that are then
// empty are squeezed, and edges end at what is left of the frame, its title.
const CLOSED = 7, BAND = 10, SHORT = 70;

function squeezed(bands) {
  return value => bands.reduce((now, [from, to]) =>
    now - (to - from - BAND) * Math.min(1, Math.max(0, (value - from) / (to - from))), value);
}

function without(bands, taken) {
  for (const [from, to] of taken) {
    bands = bands.flatMap(([a, b]) => to <= a || from >= b ? [[a, b]] : [[a, from], [to, b]].filter(([c, d]) => d > c));
  }
  return bands.filter(([a, b]) => b - a > BAND);
}

function joined(bands) {
  const all = [];
  for (const [from, to] of bands.sort((a, b) => a[0] - b[0])) {
    const last = all[all.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to); else all.push([from, to]);
  }
  return all;
}

function extent(element) {
  const box = element.getBBox();
  return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
}

function holds(frame, x, y) { return x > frame.left && x < frame.right && y > frame.top && y < frame.bottom; }

function pairs(text) {
  const numbers = text.match(/-?[\d.]+(?:e-?\d+)?/g).map(Number), points = [];
  for (let n = 0; n + 1 < numbers.length; n += 2) points.push([numbers[n], numbers[n + 1]]);
  return points;
}

class Folding {
  constructor(svg, level) {
    this.svg = svg;
    this.size = svg.getAttribute("viewBox").split(" ").map(Number);
    this.shift = pairs(svg.querySelector("g.graph").getAttribute("transform").match(/translate\(([^)]*)\)/)[1])[0];
    const parts = new Map([...svg.querySelectorAll("g.node")].map(node => [node.id, node]));
    this.groups = [...svg.querySelectorAll("g.cluster")].map(cluster => {
      const key = cluster.id.slice(level.length + 1), shape = cluster.querySelector("path,polygon");
      const labels = [parts.get(`${level}-t${key}`), parts.get(`${level}-p${key}`)].filter(Boolean);
      for (const label of labels) parts.delete(label.id);
      const name = (cluster.querySelector("title") || {}).textContent || key;
      return { ...extent(shape), cluster, shape, labels, name, folded: false, drawn: shape.getAttribute("d") };
    }).filter(group => group.labels.length);
    for (const group of this.groups) {
      group.label = extent(group.labels[0]);
      group.above = this.groups.filter(other => other !== group && holds(other, (group.left + group.right) / 2,
        (group.top + group.bottom) / 2) && other.bottom - other.top >= group.bottom - group.top);
    }
    this.nodes = [...parts.values()].map(element => {
      const box = extent(element);
      const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      return { element, ...box, middle, within: this.groups.filter(group => holds(group, ...middle)) };
    });
    this.edges = [...svg.querySelectorAll("g.edge")].map(element => {
      const path = element.querySelector("path"), head = element.querySelector("polygon");
      const line = pairs(path.getAttribute("d")), tip = head ? pairs(head.getAttribute("points"))[1] : line[line.length - 1];
      const labels = [...element.querySelectorAll("text")].map(text => ({ text, ...extent(text) }));
      return { element, path, head, line, tip, labels, drawn: path.getAttribute("d") };
    });
    const flows = this.edges.filter(edge => edge.head).map(edge => [edge, pairs(edge.head.getAttribute("points"))[0]]);
    this.across = 2 * flows.filter(([{ tip }, base]) => Math.abs(tip[0] - base[0]) > Math.abs(tip[1] - base[1])).length > flows.length;
    for (const group of this.groups) this.button(group);
  }

  button(group) {
    const label = group.labels[0], y = (group.label.top + group.label.bottom) / 2, x = group.label.left - 6;
    const arrow = document.createElementNS("http://www.w3.org/2000/svg", "path");
    arrow.setAttribute("class", "arrow");
    arrow.setAttribute("d", `M${x},${y - 1.5}h4.6l-2.3,3.6z`);
    arrow.style.transformOrigin = `${x + 2.3}px ${y}px`;
    label.prepend(arrow);
    for (const [name, value] of [["role", "button"], ["tabindex", "0"], ["aria-label", `group ${group.name}`]]) label.setAttribute(name, value);
    label.classList.add("title");
    label.addEventListener("click", () => this.toggle(group));
    label.addEventListener("keydown", event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      this.toggle(group);
      event.preventDefault();
      event.stopPropagation();
    });
    label.setAttribute("aria-expanded", "true");
  }

  toggle(group) { group.folded = !group.folded; this.draw(); }

  all(folded) { for (const group of this.groups) group.folded = folded; this.draw(); }

  set(name, folded) {
    for (const group of this.groups) if (group.name.split(" ").includes(name)) group.folded = folded;
  }

  reveal(elements) {
    const around = [
      ...this.nodes.filter(node => elements.has(node.element)).flatMap(node => node.within),
      ...this.groups.filter(group => elements.has(group.labels[0])).flatMap(group => group.above),
    ];
    const hidden = around.filter(group => group.folded);
    for (const group of hidden) group.folded = false;
    if (hidden.length) this.draw();
  }

  draw() {
    for (const group of this.groups) {
      group.hidden = group.above.some(other => other.folded);
      group.closed = group.folded && !group.hidden;
    }
    for (const node of this.nodes) node.hidden = node.within.some(group => group.folded);
    const closed = this.groups.filter(group => group.closed);
    const open = this.groups.filter(group => !group.hidden && !group.closed);
    this.maps = ["left", "top"].map((side, axis) => this.axis(closed, open, side, axis ? "bottom" : "right", axis));
    for (const node of this.nodes) this.move(node.element, node.middle, node.hidden);
    for (const group of this.groups) this.frame(group);
    this.ways = new Set();
    for (const edge of this.edges) this.lead(edge, closed);
    this.resize();
  }

  axis(closed, open, low, high, axis) {
    const bands = closed.map(group => [axis ? group.label.bottom + CLOSED : group.left + CLOSED, group[high] - (axis ? 0 : CLOSED)]);
    const labels = [...open, ...closed].flatMap(group => group.labels.map(extent)).map(box => [box[low] - 2, box[high] + 2]);
    const taken = [
      ...this.nodes.filter(node => !node.hidden).map(node => [node[low], node[high]]), ...labels,
      ...open.flatMap(group => [[group[low] - BAND, group[low] + BAND], [group[high] - BAND, group[high] + BAND]]),
      ...(axis ? closed : []).map(group => [group.top - BAND, group.label.bottom + CLOSED]),
      ...this.edges.flatMap(edge => this.spans(edge, closed, axis)),
    ];
    const spared = axis ? taken : taken.concat(closed.flatMap(group => [[group[low] - 4, group[low] + 4], [group[high] - 4, group[high] + 4]]));
    return squeezed(joined(without(joined(bands), spared)));
  }

  spans(edge, closed, axis) {
    const values = [...edge.line, edge.tip].map(point => point[axis]);
    const from = Math.min(...values), to = Math.max(...values), ends = [edge.line[0], edge.tip];
    if (to - from > SHORT || ends.some(end => closed.some(group => holds(group, ...end)))) return [];
    return [[from, to]];
  }

  at(point) { return [this.maps[0](point[0]), this.maps[1](point[1])]; }

  move(element, point, hidden) {
    const [x, y] = this.at(point);
    element.setAttribute("transform", `translate(${(x - point[0]).toFixed(2)} ${(y - point[1]).toFixed(2)})`);
    element.style.display = hidden ? "none" : "";
  }

  box(group) {
    const [left, top] = this.at([group.left, group.top]), [right, bottom] = this.at([group.right, group.bottom]);
    const title = this.at([0, group.label.bottom])[1] + CLOSED;
    return { left, top, right, bottom: group.closed ? Math.min(bottom, title) : bottom };
  }

  frame(group) {
    const { left, top, right, bottom } = this.box(group), r = Math.min(10, (bottom - top) / 2);
    const corner = (x, y) => `a${r},${r} 0 0 1 ${x},${y}`;
    group.shape.setAttribute("d", `M${left + r},${top}H${right - r}${corner(r, r)}V${bottom - r}${corner(-r, r)}H${left + r}${corner(-r, -r)}V${top + r}${corner(r, -r)}z`);
    if (!this.groups.some(other => other.folded)) group.shape.setAttribute("d", group.drawn);
    group.cluster.style.display = group.hidden ? "none" : "";
    for (const label of group.labels) {
      const box = label.original ||= extent(label);
      this.move(label, [(box.left + box.right) / 2, (box.top + box.bottom) / 2], group.hidden);
    }
    group.labels[0].setAttribute("aria-expanded", String(!group.folded));
    group.labels[0].classList.toggle("closed", group.folded);
  }

  lead(edge, closed) {
    const inside = point => closed.find(group => holds(group, ...point));
    const from = inside(edge.line[0]), to = inside(edge.tip);
    const way = `${from ? from.cluster.id : edge.line[0]} ${to ? to.cluster.id : edge.tip}`;
    const again = (from || to) && this.ways.has(way); // a second edge between the same two would lie beside the first
    this.ways.add(way);
    edge.element.style.display = again || (from && from === to) ? "none" : "";
    const points = from || to ? this.outside(edge, from, to) : null;
    if (points) {
      edge.path.setAttribute("d", "M" + points.map(point => point.map(n => n.toFixed(2)).join(",")).join("L"));
    } else {
      const [first, ...rest] = edge.line.map(point => this.at(point).map(n => n.toFixed(2)).join(","));
      edge.path.setAttribute("d", closed.length ? `M${first}C${rest.join(" ")}` : edge.drawn);
    }
    const end = points && to ? points[points.length - 1] : this.at(edge.tip);
    if (edge.head) edge.head.setAttribute("transform", `translate(${(end[0] - edge.tip[0]).toFixed(2)} ${(end[1] - edge.tip[1]).toFixed(2)})`);
    for (const label of edge.labels) {
      const middle = [(label.left + label.right) / 2, (label.top + label.bottom) / 2];
      this.move(label.text, middle, Boolean(inside(middle)));
    }
  }

  outside(edge, from, to) {
    edge.path.setAttribute("d", edge.drawn);
    const length = edge.path.getTotalLength(), all = [];
    for (let at = 0; at <= length; at += 4) { const point = edge.path.getPointAtLength(at); all.push([point.x, point.y]); }
    all.push(edge.line[edge.line.length - 1]);
    let start = 0, stop = all.length;
    while (from && start < stop && holds(from, ...all[start])) start += 1;
    while (to && stop > start && holds(to, ...all[stop - 1])) stop -= 1;
    const line = all.slice(start, stop).map(point => this.at(point));
    if (!line.length) line.push(this.at(edge.line[0]));
    if (from) line.unshift(...this.border(from, line.reverse(), false).reverse());
    if (to) line.push(...this.border(to, line, true));
    return line;
  }

  // The way from the end of `line` to a folded group: onto its side if data flows across, else from above or below.
  border(group, line, head) {
    const across = this.across, box = this.box(group), near = (low, high, value) => Math.min(Math.max(value, low), high);
    const side = head ? box.top : box.bottom, away = head ? -6 : 6;
    if (!across) while (line.length > 1 && (line[line.length - 1][1] - side - away) * away < 0) line.pop();
    const [x, y] = line[line.length - 1];
    if (!head) line.reverse();
    if (across) return [[near(box.left, box.right, x), near(box.top, box.bottom, y)]];
    const middle = near(box.left + 14, box.right - 14, x);
    return [[middle, side + away], [middle, side]];
  }

  resize() {
    const [, , width, height] = this.size, [x, y] = this.shift;
    const [left, top] = this.at([-x, -y]), [right, bottom] = this.at([width - x, height - y]);
    this.svg.setAttribute("viewBox", `${left + x} ${top + y} ${right - left} ${bottom - top}`);
    this.svg.setAttribute("width", `${right - left}pt`);
    this.svg.setAttribute("height", `${bottom - top}pt`);
  }
}

// Where the nodes of the canvas stand: springs along links, pushing between nodes.
"use strict";

const MANY = 400; // from here on what is quick enough for a few is not
const REACH = 300;

class Force {
  constructor() { this.points = new Map(); this.links = []; this.heat = 0; }

  // A new point begins beside the one that it was opened from.
  add(id, near, wide = 0) {
    if (this.points.has(id)) return;
    const base = this.points.get(near) || { x: 0, y: 0 };
    // A fixed spiral instead of chance: the same graph gives the same picture.
    const n = this.points.size, angle = n * 2.399963, far = near ? 60 + 4 * (n % 12) : 0;
    this.points.set(id, { x: base.x + far * Math.cos(angle), y: base.y + far * Math.sin(angle),
      vx: 0, vy: 0, fixed: false, wide });
  }

  remove(id) { this.points.delete(id); }

  warm(heat = 1) { this.heat = Math.max(this.heat, heat); }

  // Move apart nodes whose marks or names cover each other; return whether any did.
  part(all) {
    const order = all.slice().sort((a, b) => a.y - b.y);
    let met = false;
    for (let i = 0; i < order.length; i++) {
      const a = order[i];
      // Those moved in this round may have left their order by a little, hence the wider limit.
      for (let j = i + 1; j < order.length && order[j].y - a.y < 80; j++) {
        const b = order[j];
        const over = Math.min(a.x + a.wide, b.x + b.wide) - Math.max(a.x, b.x) + 34;
        const down = 26 - Math.abs(a.y - b.y);
        if (over <= 0 || down <= 0) continue;
        met = true;
        const sign = a.y > b.y ? 1 : -1, share = a.fixed === b.fixed ? 0.5 : 1;
        if (!a.fixed || b.fixed) a.y += sign * down * share;
        if (!b.fixed || a.fixed) b.y -= sign * down * share;
      }
    }
    return met;
  }

  repel(a, b) {
    // Names are wide: two nodes at one height need more room than one above the other.
    const dx = (a.x - b.x) * 0.42, dy = a.y - b.y, square = Math.max(60, dx * dx + dy * dy);
    // What is open has its neighbours around it, and needs the room.
    const weight = (a.open ? 3 : 1) * (b.open ? 3 : 1);
    const push = Math.min(16, (5200 * weight) / square), length = Math.sqrt(square);
    const px = (dx / length) * push, py = (dy / length) * push;
    a.vx += px; a.vy += py; b.vx -= px; b.vy -= py;
  }

  // Among very many, only those near each other push: all pairs would take seconds a step.
  repelNear(all) {
    const cells = new Map(), at = (x, y) => (x + 5000) * 10000 + y + 5000;
    for (const point of all) {
      point.cx = Math.floor((point.x * 0.42) / REACH); point.cy = Math.floor(point.y / REACH);
      const key = at(point.cx, point.cy);
      if (cells.has(key)) cells.get(key).push(point); else cells.set(key, [point]);
    }
    for (const inside of cells.values()) {
      const { cx, cy } = inside[0];
      const beside = [[1, 0], [-1, 1], [0, 1], [1, 1]].map(([x, y]) => cells.get(at(cx + x, cy + y)) || []);
      for (let i = 0; i < inside.length; i++) {
        for (let j = i + 1; j < inside.length; j++) this.repel(inside[i], inside[j]);
        for (const others of beside) for (const other of others) this.repel(inside[i], other);
      }
    }
  }

  // The middle of very many is a heap in which no name can be read: give each as much room, by
  // its rank from left to right and from top to bottom, in a field in which all names would fit.
  spread(all) {
    const room = 2.5 * 26 * all.reduce((sum, point) => sum + point.wide + 48, 0);
    const sides = { x: Math.sqrt(room * 1.7), y: Math.sqrt(room / 1.7) };
    for (const [axis, side] of Object.entries(sides)) {
      const order = all.slice().sort((a, b) => a[axis] - b[axis]), reach = order.at(-1)[axis] - order[0][axis] || 1;
      const middle = (order.at(-1)[axis] + order[0][axis]) / 2;
      order.forEach((point, i) => {
        if (!point.fixed) point[axis] = side * (0.8 * (i / order.length - 0.5) + (0.2 * (point[axis] - middle)) / reach);
      });
    }
  }

  step() {
    const all = [...this.points.values()], many = all.length > MANY;
    if (many) this.repelNear(all);
    else for (let i = 0; i < all.length; i++) for (let j = i + 1; j < all.length; j++) this.repel(all[i], all[j]);
    for (const point of all) { point.vx -= point.x * 0.003; point.vy -= point.y * 0.02; }
    for (const [from, to] of this.links) {
      const a = this.points.get(from), b = this.points.get(to);
      if (!a || !b) continue;
      const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy) || 1;
      const pull = (length - (a.open && b.open ? 320 : 150)) * 0.03;
      a.vx += (dx / length) * pull; a.vy += (dy / length) * pull;
      b.vx -= (dx / length) * pull; b.vy -= (dy / length) * pull;
    }
    for (const point of all) {
      if (!point.fixed) {
        const speed = Math.min(1, 18 / (Math.hypot(point.vx, point.vy) || 1));
        point.x += point.vx * speed * this.heat; point.y += point.vy * speed * this.heat;
      }
      point.vx *= 0.5; point.vy *= 0.5;
    }
    const next = this.heat * (many ? 0.97 : 0.985), last = next < 0.02;
    if (last && many) this.spread(all);
    for (let i = last ? 200 : this.heat < 0.03 && !many ? 60 : 1; i && this.part(all); i--);
    this.heat = last ? 0 : next;
    return this.heat > 0;
  }
}

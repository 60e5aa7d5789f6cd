// A small graph over time: two lines, each on its own scale.

const LENGTH = 120;
const PAD = 4;
const LABELS = 16;

export class Graph {
  /** Lines: [{colour: name of a CSS variable, least: the smallest top of the scale, right: where that is written}]. */
  constructor(canvas, lines) {
    this.canvas = canvas;
    this.lines = lines.map((line) => ({ ...line, values: [] }));
    new ResizeObserver(() => this.paint()).observe(canvas);
  }

  clear() {
    for (const line of this.lines) {
      line.values = [];
    }
  }

  /** Adds one value to each line, null for none, and paints. */
  add(...values) {
    values.forEach((value, i) => {
      const line = this.lines[i];
      line.values.push(value);
      if (line.values.length > LENGTH) {
        line.values.shift();
      }
    });
    this.paint();
  }

  paint() {
    const scale = devicePixelRatio;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    const pen = this.canvas.getContext("2d");
    pen.scale(scale, scale);
    const style = getComputedStyle(this.canvas);
    this.grid(pen, style, width, height);
    for (const line of this.lines) {
      this.draw(pen, style.getPropertyValue(line.colour), line, width, height);
    }
  }

  grid(pen, style, width, height) {
    pen.strokeStyle = style.getPropertyValue("--line");
    pen.lineWidth = 1;
    for (const part of [0, 0.5, 1]) {
      const y = Math.round(LABELS + part * (height - LABELS - PAD)) + 0.5;
      pen.beginPath();
      pen.moveTo(0, y);
      pen.lineTo(width, y);
      pen.stroke();
    }
  }

  draw(pen, colour, { values, least, right }, width, height) {
    const top = Math.max(least, ...values.filter((value) => value !== null));
    pen.strokeStyle = colour;
    pen.fillStyle = colour;
    pen.lineWidth = 1.75;
    pen.lineJoin = "round";
    pen.beginPath();
    let isDown = false;
    values.forEach((value, i) => {
      if (value === null) {
        isDown = false;
        return;
      }
      const x = width - ((values.length - 1 - i) * width) / (LENGTH - 1);
      const y = height - PAD - (Math.max(0, value) / top) * (height - LABELS - PAD);
      if (isDown) {
        pen.lineTo(x, y);
      } else {
        pen.moveTo(x, y);
      }
      isDown = true;
    });
    pen.stroke();
    pen.font = `10px ${getComputedStyle(document.body).fontFamily}`;
    pen.textAlign = right ? "right" : "left";
    pen.textBaseline = "top";
    pen.fillText(String(Math.round(top)), right ? width - 1 : 1, 2);
  }
}

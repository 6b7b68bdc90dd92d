// A mask that is painted over a picture: white is known, black is to be filled in.

// The screen shows no more; the mask is enlarged to the picture's size when it is sent.
const mostPixels = 2048;
const paint = '#e0218a';

export class MaskPainter {
  constructor(canvas, brush) {
    this.canvas = canvas;
    this.brush = brush;
    this.layer = document.createElement('canvas');
    this.history = [];
    this.marks = null;
    canvas.addEventListener('pointerdown', event => this.begin(event));
    canvas.addEventListener('pointermove', event => this.go(event));
    canvas.addEventListener('keydown', event => this.key(event));
    canvas.addEventListener('blur', () => this.draw(false));
  }

  /** Begins anew over a picture of a size, in pixels. */
  reset(width, height) {
    const scale = Math.min(1, mostPixels / Math.max(width, height));
    this.size = { width, height };
    for (const canvas of [this.canvas, this.layer]) {
      canvas.width = Math.max(1, Math.round(width * scale));
      canvas.height = Math.max(1, Math.round(height * scale));
    }
    this.cursor = { x: this.canvas.width / 2, y: this.canvas.height / 2 };
    this.clear();
  }

  get isEmpty() {
    return !this.marks && this.history.length === 0;
  }

  /** Begins anew with nothing, or with what a mask marks (marksOf), which can be painted over but not undone. */
  clear(marks = null) {
    this.marks = marks;
    this.history = [];
    this.repaint();
  }

  undo() {
    this.history.pop();
    this.repaint();
  }

  /** The mask as a PNG of the picture's size. */
  async toBlob() {
    const mask = document.createElement('canvas');
    mask.width = this.size.width;
    mask.height = this.size.height;
    const context = mask.getContext('2d');
    context.imageSmoothingEnabled = false;
    context.drawImage(this.layer, 0, 0, mask.width, mask.height);
    for (const [mode, colour] of [['source-in', '#000'], ['destination-over', '#fff']]) {
      context.globalCompositeOperation = mode;
      context.fillStyle = colour;
      context.fillRect(0, 0, mask.width, mask.height);
    }
    return new Promise(resolve => mask.toBlob(resolve, 'image/png'));
  }

  begin(event) {
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.history.push({ radius: this.radius(), points: [] });
    this.add(this.at(event));
  }

  go(event) {
    this.cursor = this.at(event);
    if (event.buttons & 1 && this.canvas.hasPointerCapture(event.pointerId)) this.add(this.cursor);
    else this.draw(true);
  }

  key(event) {
    const step = this.radius() / 2;
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (!move && event.key !== ' ') return;
    event.preventDefault();
    if (move) {
      this.cursor = {
        x: Math.min(this.canvas.width, Math.max(0, this.cursor.x + move[0])),
        y: Math.min(this.canvas.height, Math.max(0, this.cursor.y + move[1])),
      };
      this.draw(true);
    } else {
      this.history.push({ radius: this.radius(), points: [] });
      this.add(this.cursor);
    }
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) * this.canvas.width / box.width, y: (event.clientY - box.top) * this.canvas.height / box.height };
  }

  radius() {
    return Math.max(1, this.brush.valueAsNumber / 100 * Math.max(this.canvas.width, this.canvas.height) / 5);
  }

  add(point) {
    const stroke = this.history.at(-1);
    stroke.points.push(point);
    this.cursor = point;
    this.stroke({ ...stroke, points: stroke.points.slice(-2) });
    this.draw(true);
  }

  stroke({ radius, points }) {
    const context = this.layer.getContext('2d');
    context.strokeStyle = paint;
    context.lineWidth = 2 * radius;
    context.lineCap = context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(points[0].x, points[0].y);
    for (const point of points) context.lineTo(point.x, point.y);
    context.stroke();

    // A line without length has no round ends.
    const end = points.at(-1);
    context.fillStyle = paint;
    context.beginPath();
    context.arc(end.x, end.y, radius, 0, 2 * Math.PI);
    context.fill();
  }

  repaint() {
    const context = this.layer.getContext('2d');
    context.clearRect(0, 0, this.layer.width, this.layer.height);
    if (this.marks) context.drawImage(this.marks, 0, 0, this.layer.width, this.layer.height);
    this.history.forEach(stroke => this.stroke(stroke));
    this.draw(false);
  }

  draw(withCursor) {
    const context = this.canvas.getContext('2d');
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.globalAlpha = 0.65;
    context.drawImage(this.layer, 0, 0);
    context.globalAlpha = 1;
    if (!withCursor) return;
    for (const [colour, width] of [['#000', 3], ['#fff', 1.5]]) {
      context.strokeStyle = colour;
      context.lineWidth = width * this.canvas.width / Math.max(1, this.canvas.clientWidth);
      context.beginPath();
      context.arc(this.cursor.x, this.cursor.y, this.radius(), 0, 2 * Math.PI);
      context.stroke();
    }
  }
}

/** What the mask at an address marks, over a picture: paint where anything is to be filled in. */
export async function marksOf(address) {
  const mask = new Image();
  mask.src = address;
  await mask.decode();
  const scale = Math.min(1, mostPixels / Math.max(mask.naturalWidth, mask.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(mask.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(mask.naturalHeight * scale));
  const context = canvas.getContext('2d');
  context.drawImage(mask, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const marks = context.createImageData(canvas.width, canvas.height);
  const colour = parseInt(paint.slice(1), 16);
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] < 255) marks.data.set([colour >> 16, colour >> 8 & 255, colour & 255, 255], i);
  }
  context.putImageData(marks, 0, 0);
  return canvas;
}

// A mask that is painted over a picture: white is known, black is to be filled in.

export class MaskPainter {
  constructor(canvas, brush) {
    this.canvas = canvas;
    this.brush = brush;
    this.paint = document.createElement('canvas');
    this.cursor = null;
    canvas.addEventListener('pointerdown', event => { canvas.setPointerCapture(event.pointerId); this.dab(this.at(event)); });
    canvas.addEventListener('pointermove', event => { if (event.buttons) this.dab(this.at(event)); });
    canvas.addEventListener('keydown', event => this.key(event));
  }

  show(image) {
    for (const canvas of [this.canvas, this.paint]) {
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
    }
    this.image = image;
    this.cursor = { x: image.naturalWidth / 2, y: image.naturalHeight / 2 };
    this.draw();
  }

  clear() {
    this.paint.getContext('2d').clearRect(0, 0, this.paint.width, this.paint.height);
    this.draw();
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) * this.canvas.width / box.width, y: (event.clientY - box.top) * this.canvas.height / box.height };
  }

  radius() {
    return this.brush.valueAsNumber / 100 * Math.max(this.canvas.width, this.canvas.height) / 4;
  }

  dab(point) {
    this.cursor = point;
    const context = this.paint.getContext('2d');
    context.fillStyle = '#000';
    context.beginPath();
    context.arc(point.x, point.y, this.radius(), 0, 2 * Math.PI);
    context.fill();
    this.draw();
  }

  key(event) {
    const step = this.radius();
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (move) this.cursor = { x: this.cursor.x + move[0], y: this.cursor.y + move[1] };
    else if (event.key !== ' ') return;
    event.preventDefault();
    if (event.key === ' ') this.dab(this.cursor);
    else this.draw(true);
  }

  draw(withCursor = false) {
    const context = this.canvas.getContext('2d');
    context.drawImage(this.image, 0, 0);
    context.globalAlpha = 0.7;
    context.drawImage(this.paint, 0, 0);
    context.globalAlpha = 1;
    if (withCursor) {
      context.strokeStyle = '#f33';
      context.beginPath();
      context.arc(this.cursor.x, this.cursor.y, this.radius(), 0, 2 * Math.PI);
      context.stroke();
    }
  }

  async toBlob() {
    const mask = document.createElement('canvas');
    mask.width = this.canvas.width;
    mask.height = this.canvas.height;
    const context = mask.getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, mask.width, mask.height);
    context.drawImage(this.paint, 0, 0);
    return new Promise(resolve => mask.toBlob(resolve, 'image/png'));
  }
}

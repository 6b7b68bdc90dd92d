// Two pictures on top of each other, with a cut that a slider or the pointer moves.

export class Comparison {
  constructor(frame, cut, slider) {
    this.frame = frame;
    this.cut = cut;
    this.slider = slider;
    slider.addEventListener('input', () => this.move());
    for (const name of ['pointerdown', 'pointermove']) {
      frame.addEventListener(name, event => {
        if (!frame.classList.contains('sliding') || !(event.buttons & 1)) return;
        if (name === 'pointerdown') frame.setPointerCapture(event.pointerId);
        const box = frame.getBoundingClientRect();
        slider.value = 100 * (event.clientX - box.left) / box.width;
        this.move();
      });
    }
  }

  show(on) {
    this.frame.classList.toggle('sliding', on);
    this.cut.hidden = !on;
    this.move();
  }

  move() {
    this.frame.style.setProperty('--at', `${this.slider.value}%`);
  }
}

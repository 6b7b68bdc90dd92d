import * as api from './api.js';
import { Comparison } from './compare.js';
import { forget, keep, recall } from './keep.js';
import { MaskPainter, marksOf } from './mask.js';

const get = id => document.getElementById(id);
const remembered = 'diffpir-job';
const leaving = 'diffpir-job-left';
const painter = new MaskPainter(get('mask'), get('brush'));
const comparison = new Comparison(get('compare'), get('cut'), get('slider'));
const tasks = [...document.querySelectorAll('input[name="task"]')];

let file = null; // the photograph, as long as this page knows it
let found = null; // what the server found in it
let job = null; // the id of the last job
let unfollow = () => {};
let began = null; // when the first step was seen
let canShow = false; // whether the browser can show the photograph
let marks = null; // the scratches that the last job has found

const longestMessage = 400;

function say(text, isFault = true) {
  const shown = text.length <= longestMessage ? text : `${text.slice(0, longestMessage / 2)} ... ${text.slice(-longestMessage / 2)}`;
  get('message').textContent = shown && shown[0].toUpperCase() + shown.slice(1);
  get('message').classList.toggle('fault', isFault);
  if (text) get('message').scrollIntoView({ block: 'nearest' });
}

function announce(text) {
  get('status').textContent = text;
}

/** The part of the work that the page is at: choose, look, ready, work or done. */
function step(name) {
  get('main').dataset.step = name;
  get('drop').hidden = name !== 'choose';
  get('view').hidden = name === 'choose';
  get('found').hidden = !['ready', 'work'].includes(name) || !file;
  get('choose').hidden = name !== 'ready';
  get('work').hidden = name !== 'work';
  get('result').hidden = name !== 'done';
  get('slide').hidden = name !== 'done' || !file || !canShow;
  comparison.show(!get('slide').hidden);
  get('after').hidden = name !== 'done' && name !== 'work';
  get('before').hidden = !file || !canShow || (name === 'work' && !!get('after').getAttribute('src'));
  showMarks();
  showTask();
}

const task = () => tasks.find(choice => choice.checked)?.value;

function showTask() {
  for (const part of document.querySelectorAll('[data-for]')) part.hidden = !part.dataset.for.split(' ').includes(task());
  get('noise-level').hidden ||= task() === 'inpaint' && !get('clean').checked;
  const paints = task() === 'inpaint' && !get('scratches').checked && get('main').dataset.step === 'ready' && canShow;
  get('mask').hidden = get('painting').hidden = !paints;
}

function showMarks() {
  get('marks').hidden = !marks || get('main').dataset.step !== 'done' || !get('show-marks').checked;
}

/** Offers the mask of what a job has found: to be looked at, taken along, and mended. */
async function offerMask({ id, mask }, name) {
  const drawn = mask ? await marksOf(api.mask(id)).catch(() => null) : null;
  if (id !== job) return;
  marks = drawn;
  get('filled').hidden = !marks;
  get('show-marks').checked = false;
  get('mend').hidden = !file || !canShow;
  if (!marks) return;
  [get('marks').width, get('marks').height] = [marks.width, marks.height];
  get('marks').getContext('2d').drawImage(marks, 0, 0);
  get('download-mask').href = api.mask(id);
  get('download-mask').download = `${name}-mask.png`;
}

function mend() {
  painter.clear(marks);
  get('scratches').checked = false;
  get('after').removeAttribute('src');
  step('ready');
  get('mask').focus();
}

const hasHoles = () => found.transparent > 0;

function fit(width, height) {
  if (width && height) get('view').style.setProperty('--aspect', width / height);
}

async function display(photograph) {
  file = photograph;
  const image = get('before');
  URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(file);
  get('after').removeAttribute('src');
  canShow = await image.decode().then(() => true, () => false);
  fit(image.naturalWidth, image.naturalHeight);
}

function examined(result) {
  found = result;
  propose();
  get('caption').textContent = `${file.name}, ${found.width} \u00d7 ${found.height}`;
  fit(found.width, found.height);
  painter.reset(found.width, found.height);
  get('holes').hidden = !hasHoles();
  get('fill').textContent = !hasHoles() ? 'Fill in what I paint over' : canShow ? 'Fill in what is transparent, or what I paint over' : 'Fill in what is transparent';
}

async function open(chosen) {
  say('');
  if (get('main').dataset.step === 'work') api.cancel(job).catch(() => {}); // nobody could come back to it
  leave();
  await display(chosen);
  get('caption').textContent = canShow ? 'Looking for what is wrong with it ...' : 'This browser cannot show pictures of this format; the result it can.';
  step('look');
  try {
    const result = await api.diagnose(file);
    if (file !== chosen) return;
    examined(result);
    step('ready');
    get('found-title').focus({ preventScroll: true });
  } catch (error) {
    if (file !== chosen) return;
    file = null;
    get('picture').value = '';
    step('choose');
    say(error.message);
  }
}

function propose() {
  get('findings').replaceChildren(...found.findings.flatMap(({ about, finding }) => [['dt', about], ['dd', finding]])
    .map(([kind, text]) => Object.assign(document.createElement(kind), { textContent: text })));
  get('verdict').textContent = found.job ? '' : 'Nothing is wrong with it that DiffPir can see.';
  const proposed = found.job?.task;
  for (const choice of tasks) {
    choice.checked = choice.value === (proposed ?? 'sr');
    choice.closest('label').querySelector('em').hidden = choice.value !== proposed;
  }
  get('blur').value = found.job?.blur ?? 'auto';
  get('noise').value = found.job?.noise ?? '';
  get('kernel').value = '';
}

/** The noise of the proposal is that of its task, in the whole picture; another task reads it off anew. What was typed stays. */
function proposeNoise() {
  const proposed = found.job?.noise ?? '';
  if (['', proposed].includes(get('noise').value)) get('noise').value = task() === found.job?.task ? proposed : '';
}

function settings() {
  const lines = { task: task(), model: get('model').value, steps: get('steps').value, seed: get('seed').value };
  if (lines.task === 'deblur' && !get('kernel').files.length) lines.blur = get('blur').value.trim();
  if (lines.task === 'inpaint' && get('scratches').checked) lines.mask = 'auto';
  if (lines.task === 'sr') lines.scale = get('scale').value;
  if (lines.task !== 'inpaint') lines.noise = get('noise').value;
  else if (get('clean').checked) lines.noise = get('noise').value || 'auto';
  if (['denoise', 'jpeg'].includes(lines.task) && get('texture').checked) lines.texture = 'true';
  if (get('quality').value !== 'balanced') lines.quality = get('quality').value;
  return JSON.stringify(Object.fromEntries(Object.entries(lines).filter(([, value]) => value)));
}

async function start(event) {
  event.preventDefault();
  say('');
  const paints = task() === 'inpaint' && !get('scratches').checked;
  if (paints && painter.isEmpty && !hasHoles()) {
    say(canShow ? 'paint over what is to be filled in first, or have scratches found' : 'this browser cannot show the picture to paint on; use the command line with a mask');
    return;
  }
  get('start').disabled = true;
  try {
    const taken = await api.create({
      picture: file,
      job: settings(),
      mask: paints && !painter.isEmpty ? await painter.toBlob() : null,
      kernel: task() === 'deblur' ? get('kernel').files[0] : null,
    });
    forgetJob();
    await keep(taken.id, { file, found }).catch(() => {}); // without it, a page that is loaded again shows the result alone
    watch(taken);
    get('work-title').focus({ preventScroll: true });
  } catch (error) {
    say(error.message);
  } finally {
    get('start').disabled = false;
    if (document.activeElement === document.body) get('start').focus({ preventScroll: true }); // a disabled button loses it
  }
}

/** The last job is nothing to come back to any more. */
function forgetJob() {
  sessionStorage.removeItem(remembered);
  if (job) sessionStorage.setItem(leaving, job);
  forgetLeft();
}

/** Removes the photograph of a job that was left; a page that is loaded again meanwhile goes on with that. */
function forgetLeft() {
  forget(sessionStorage.getItem(leaving)).then(() => sessionStorage.removeItem(leaving), () => {});
}

function leave() {
  unfollow();
  forgetJob();
  [file, found, job] = [null, null, null];
}

function watch(taken) {
  unfollow();
  job = taken.id;
  began = null;
  sessionStorage.setItem(remembered, job);
  get('after').removeAttribute('src');
  step('work');
  show(taken);
  if (!api.hasEnded(taken)) unfollow = api.follow(job, show, lost);
}

// A browser tries again by itself, but gives up where a proxy or the server ends the connection in another way.
async function lost(forGood) {
  const id = job;
  get('state').textContent = 'the connection is lost; trying again';
  if (!forGood) return;
  await new Promise(resolve => setTimeout(resolve, 1000));
  const state = await api.status(id).catch(error => error);
  if (id !== job || get('main').dataset.step !== 'work') return;
  if (state.status === 404) end('the server has forgotten the job, or was started anew: start it again');
  else if (state instanceof Error) lost(true);
  else unfollow = api.follow(id, show, lost);
}

function show(state) {
  if (state.id !== job) return;
  if (state.preview) showPreview(state);
  get('progress').value = state.progress;
  get('state').textContent = state.state === 'queued' ? 'waiting for its turn' : state.step ? `step ${state.step} of ${state.steps}` : 'getting ready';
  get('left').textContent = timeLeft(state);
  if (state.state === 'done') finish(state);
  else if (state.state === 'failed') end(state.error);
  else if (state.state === 'cancelled') end('the job was cancelled', false);
}

// Work goes on evenly once the first steps have compiled what they need.
function timeLeft({ step, progress, state }) {
  if (state !== 'running' || !step) return '';
  began ??= { step, progress, at: performance.now() };
  if (step - began.step < 2) return '';
  const seconds = (performance.now() - began.at) / 1000 / (progress - began.progress) * (1 - progress);
  return seconds < 1 ? '' : seconds < 90 ? `about ${Math.ceil(seconds)} s left` : `about ${Math.round(seconds / 60)} min left`;
}

async function showPreview({ id, preview }) {
  const next = new Image();
  next.src = api.preview(id, preview);
  if (await next.decode().then(() => true, () => false) && id === job && get('main').dataset.step === 'work') {
    fit(next.naturalWidth, next.naturalHeight);
    get('after').src = next.src;
    get('before').hidden = true;
    get('caption').textContent = `What step ${preview} expects`;
  }
}

async function finish(state) {
  const id = job;
  const [name] = (file?.name ?? 'picture').split(/\.[^.]*$/);
  get('after').src = get('download').href = api.picture(id);
  await get('after').decode().catch(() => {});
  await offerMask(state, name);
  if (id !== job) return;
  fit(get('after').naturalWidth, get('after').naturalHeight);
  get('download').download = `${name}-restored.png`;
  get('caption').textContent = `${get('after').naturalWidth} \u00d7 ${get('after').naturalHeight}`;
  get('fit').textContent = state.residualRatio === null ? '' : `What it leaves unexplained is ${state.residualRatio.toFixed(2)} times the noise; about 1 or less is right.`;
  get('yaml').textContent = state.job;
  get('recipe').hidden = !state.job;
  get('copied').textContent = '';
  get('warnings').replaceChildren(...state.warnings.map(text => Object.assign(document.createElement('li'), { textContent: text })));
  get('again').hidden = !file;
  step('done');
  announce('The picture is restored.');
  get('result-title').focus({ preventScroll: true });
  get('stage').scrollIntoView({ block: 'nearest' });
}

/** Back to the settings, or to the beginning where the photograph is not known any more. */
function end(reason, isFault = true) {
  unfollow();
  forgetJob();
  get('after').removeAttribute('src');
  if (file) get('caption').textContent = file.name;
  step(file ? 'ready' : 'choose');
  say(reason, isFault);
}

function chooseOther() {
  leave();
  say('');
  get('picture').value = '';
  step('choose');
  get('picture').focus();
}

async function copy() {
  try {
    await navigator.clipboard.writeText(get('yaml').textContent);
    get('copied').textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(get('yaml'));
    get('copied').textContent = 'Selected: copy it with your browser';
  }
}

get('picture').addEventListener('change', () => get('picture').files.length && open(get('picture').files[0]));
get('tasks').addEventListener('change', () => {
  say('');
  proposeNoise();
  showTask();
});
get('clean').addEventListener('change', showTask);
get('scratches').addEventListener('change', showTask);
get('show-marks').addEventListener('change', showMarks);
get('mend').addEventListener('click', mend);
get('job').addEventListener('submit', start);
get('undo').addEventListener('click', () => painter.undo());
get('clear').addEventListener('click', () => painter.clear());
get('copy').addEventListener('click', copy);
get('cancel').addEventListener('click', () => api.cancel(job).then(show, error => say(error.message)));
get('other').addEventListener('click', chooseOther);
get('next').addEventListener('click', chooseOther);
get('again').addEventListener('click', () => { get('after').removeAttribute('src'); step('ready'); });
for (const name of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(name, event => {
    event.preventDefault();
    document.body.classList.toggle('dragging', name === 'dragover');
    if (name === 'drop' && event.dataTransfer.files.length) open(event.dataTransfer.files[0]);
  });
}

const server = await api.about().catch(error => say(error.message));
if (server) {
  get('model').replaceChildren(...server.models.map(name => new Option({ builtin: 'built-in', 'builtin-small': 'built-in, small: faster, weaker' }[name] ?? name, name)));
  get('limits').textContent = `, up to ${server.maxUploadBytes >> 20} MiB`;
  get('version').textContent = `DiffPir ${server.version.split('+')[0]}`;

  // After the page was closed or loaded again, the job is still there, and its photograph.
  const last = sessionStorage.getItem(remembered);
  forgetLeft();
  if (last) await api.status(last).then(comeBack, error => error.status === 404 ? (job = last, forgetJob()) : say(error.message));
}

async function comeBack(state) {
  const known = await recall(state.id).catch(() => undefined);
  if (known) {
    await display(known.file);
    examined(known.found);
  }
  watch(state);
}

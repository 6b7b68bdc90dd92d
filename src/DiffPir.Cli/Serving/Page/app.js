import { MaskPainter } from './mask.js';

const get = id => document.getElementById(id);
const painter = new MaskPainter(get('mask'), get('brush'));
const remembered = 'diffpir-job';
let file = null;
let events = null;

function say(text) {
  get('message').textContent = text;
}

async function answer(response) {
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({ error: `the server answers ${response.status}` }));
  throw new Error(problem.error);
}

function describe(found) {
  const parts = [`noise of ${found.noise.toFixed(1)} grey levels`];
  if (found.jpegQuality) parts.push(`JPEG of quality ${found.jpegQuality}`);
  if (found.blur.family !== 'none') parts.push(`blur: ${found.blur.family} of ${found.blur.width} pixels, confidence ${found.blur.confidence}`);
  if (found.enlargedBy) parts.push(`enlarged ${found.enlargedBy} times before`);
  return `Found: ${parts.join('; ')}.`;
}

async function open(chosen) {
  say('');
  file = chosen;
  for (const id of ['choose', 'work', 'result']) get(id).hidden = true;
  const form = new FormData();
  form.append('picture', file);
  try {
    const found = await answer(await fetch('diagnose', { method: 'POST', body: form }));
    get('diagnosis').textContent = describe(found);
    get('task').value = found.blur.family !== 'none' && found.blur.confidence >= 0.5 ? 'deblur' : 'denoise';
    const image = get('before');
    image.src = URL.createObjectURL(file);
    await image.decode().then(() => painter.show(image), () => {});
    showTask();
    get('choose').hidden = false;
  } catch (error) {
    say(error.message);
  }
}

function showTask() {
  for (const part of document.querySelectorAll('[data-for]')) part.hidden = !part.dataset.for.split(' ').includes(get('task').value);
}

function settings() {
  const task = get('task').value;
  const job = { task, model: get('model').value };
  if (task === 'deblur') job.blur = get('blur').value;
  if (task === 'sr') job.scale = get('scale').value;
  if (task !== 'inpaint' && get('noise').value) job.noise = get('noise').value;
  if (get('steps').value) job.steps = get('steps').value;
  return job;
}

async function start(event) {
  event.preventDefault();
  say('');
  const form = new FormData();
  form.append('picture', file);
  form.append('job', JSON.stringify(settings()));
  if (get('task').value === 'inpaint') form.append('mask', await painter.toBlob(), 'mask.png');
  try {
    const job = await answer(await fetch('jobs', { method: 'POST', body: form }));
    follow(job.id);
  } catch (error) {
    say(error.message);
  }
}

function follow(id) {
  sessionStorage.setItem(remembered, id);
  get('work').hidden = false;
  get('result').hidden = true;
  events?.close();
  events = new EventSource(`jobs/${id}/events`);
  events.onmessage = message => show(JSON.parse(message.data));
}

function show(job) {
  get('state').textContent = job.state === 'running' ? `step ${job.step} of ${job.steps}` : job.state;
  get('progress').max = job.steps || 1;
  get('progress').value = job.step;
  get('cancel').disabled = !['queued', 'running'].includes(job.state);
  if (!get('cancel').disabled) return;
  events.close();
  if (job.state === 'failed') say(job.error);
  if (job.state !== 'done') return;
  get('after').src = `jobs/${job.id}/picture`;
  get('download').href = get('after').src;
  get('yaml').textContent = job.job;
  get('warnings').replaceChildren(...job.warnings.map(text => Object.assign(document.createElement('li'), { textContent: text })));
  get('result').hidden = false;
  compare();
}

function compare() {
  get('before').style.clipPath = `inset(0 ${100 - get('slider').value}% 0 0)`;
}

get('picture').addEventListener('change', () => get('picture').files.length && open(get('picture').files[0]));
get('task').addEventListener('change', showTask);
get('job').addEventListener('submit', start);
get('clear').addEventListener('click', () => painter.clear());
get('slider').addEventListener('input', compare);
get('copy').addEventListener('click', () => navigator.clipboard.writeText(get('yaml').textContent));
get('cancel').addEventListener('click', async () => {
  await fetch(`jobs/${sessionStorage.getItem(remembered)}`, { method: 'DELETE' });
});
for (const name of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(name, event => {
    event.preventDefault();
    get('drop').classList.toggle('dragging', name === 'dragover');
    if (name === 'drop' && event.dataTransfer.files.length) open(event.dataTransfer.files[0]);
  });
}

// After the page was closed or the connection lost, the job is still there.
const last = sessionStorage.getItem(remembered);
if (last && (await fetch(`jobs/${last}`)).ok) follow(last);

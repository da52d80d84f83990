// Sharp tuned: shrink on load, one decode, a cascade of raw buffers, encoders side by side.
// The job and the answer are those of measured.py.
import { readFileSync, writeFileSync } from "node:fs";
import sharp from "sharp";

const job = JSON.parse(readFileSync(0, "utf8"));
sharp.concurrency(job.threads);
sharp.cache(false);
const s = job.settings;
const savers = {
  avif: ["avif", { quality: s.avif.quality, effort: 9 - s.avif.speed, chromaSubsampling: "4:2:0" }],
  webp: ["webp", { quality: s.webp.quality, effort: s.webp.method }],
  jpg: ["jpeg", { quality: s.jpg.quality, progressive: true, optimizeCoding: true, chromaSubsampling: "4:2:0" }],
};

async function render(photo) {
  const top = photo.marks[0].edge;
  let { data, info } = await sharp(photo.path).autoOrient()
    .resize(top, top, { fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb").removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const work = [];
  for (const mark of photo.marks) {
    const raw = { raw: { width: info.width, height: info.height, channels: 3 } };
    if (Math.max(info.width, info.height) > mark.edge) {
      ({ data, info } = await sharp(data, raw).resize(mark.edge, mark.edge, { fit: "inside" })
        .raw().toBuffer({ resolveWithObject: true }));
    }
    const size = { raw: { width: info.width, height: info.height, channels: 3 } };
    const marked = await sharp(data, size)
      .composite([{ input: mark.path, left: mark.left, top: mark.top }]).removeAlpha().raw().toBuffer();
    for (const [name, [format, settings]] of Object.entries(savers)) {
      const save = () => sharp(marked, size).toFormat(format, settings).toBuffer()
        .then((content) => [mark.name, name, content]);
      work.push(job.threads > 1 ? save() : await save());
    }
  }
  return Promise.all(work);
}

async function preview(photo) {
  const small = sharp(photo.path).autoOrient().resize(480, 480, { fit: "inside", withoutEnlargement: true });
  return [[480, "jpg", await small.jpeg({ quality: 82 }).toBuffer()]];
}

for (const [format] of Object.values(savers)) {
  await sharp({ create: { width: 64, height: 64, channels: 3, background: "red" } }).toFormat(format).toBuffer();
}
const now = () => Number(process.hrtime.bigint()) / 1e9;
const before = process.cpuUsage();
const began = now();
const files = [];
for (const photo of job.photos) files.push(...await (job.task === "preview" ? preview(photo) : render(photo)));
const ended = now();
const cpu = process.cpuUsage(before);
if (job.out) for (const [edge, name, content] of files) writeFileSync(`${job.out}/${edge}.${name}`, content);
console.log(JSON.stringify({
  began_s: began, ended_s: ended, cpu_s: (cpu.user + cpu.system) / 1e6,
  rss_mb: Number(readFileSync("/proc/self/status", "ascii").match(/VmHWM:\s+(\d+)/)[1]) / 1024,
  bytes: files.reduce((sum, file) => sum + file[2].length, 0), files: files.length,
}));

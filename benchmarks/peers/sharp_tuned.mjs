// Sharp tuned: shrink on load, one decode, a cascade of raw buffers, encoders side by side.
import { readFileSync } from "node:fs";
import sharp from "sharp";

const job = JSON.parse(readFileSync(0, "utf8"));
sharp.concurrency(job.threads);
sharp.cache(false);
const settings = job.settings;
const savers = {
  avif: { quality: settings.avif.quality, effort: 9 - settings.avif.speed, chromaSubsampling: "4:2:0" },
  webp: { quality: settings.webp.quality, effort: settings.webp.method },
  jpeg: { quality: settings.jpg.quality, progressive: true, optimizeCoding: true, chromaSubsampling: "4:2:0" },
};

async function run() {
  const top = job.marks[0].edge;
  let { data, info } = await sharp(job.photo).autoOrient()
    .resize(top, top, { fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb").removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const work = [];
  for (const mark of job.marks) {
    const raw = { raw: { width: info.width, height: info.height, channels: 3 } };
    if (Math.max(info.width, info.height) > mark.edge) {
      ({ data, info } = await sharp(data, raw).resize(mark.edge, mark.edge, { fit: "inside" })
        .raw().toBuffer({ resolveWithObject: true }));
    }
    const size = { raw: { width: info.width, height: info.height, channels: 3 } };
    const marked = await sharp(data, size)
      .composite([{ input: mark.path, left: mark.left, top: mark.top }]).removeAlpha().raw().toBuffer();
    for (const name of Object.keys(savers)) {
      work.push(sharp(marked, size).toFormat(name, savers[name]).toBuffer());
    }
  }
  return (await Promise.all(work)).map((file) => file.length);
}

for (const name of Object.keys(savers)) {
  await sharp({ create: { width: 64, height: 64, channels: 3, background: "red" } }).toFormat(name).toBuffer();
}
const before = process.cpuUsage();
const start = process.hrtime.bigint();
const sizes = await run();
const wall = Number(process.hrtime.bigint() - start) / 1e9;
const cpu = process.cpuUsage(before);
console.log(JSON.stringify({
  wall_s: wall, cpu_s: (cpu.user + cpu.system) / 1e6,
  rss_mb: Number(readFileSync("/proc/self/status", "ascii").match(/VmHWM:\s+(\d+)/)[1]) / 1024,
  bytes: sizes.reduce((a, b) => a + b, 0), files: sizes.length,
}));

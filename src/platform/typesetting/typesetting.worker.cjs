/* A thread of its own: setting a page is native code that would hold up every request. Plain CommonJS, so that tests start it as it is. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parentPort, workerData } = require('node:worker_threads');
const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler');

const fontBlobs = workerData.fonts.map((file) => readFileSync(file));
const compiler = NodeCompiler.create({ workspace: workerData.workspace, fontArgs: [{ fontBlobs }] });
/** Results of earlier compilations are kept for so many more, then forgotten: memory stays level over thousands of letters. */
const KEPT_FOR = 8;

parentPort.on('message', ({ id, format, source, data, images, standard }) => {
  const paths = Object.entries(images).map(([name, bytes]) => {
    const path = join(workerData.workspace, name);
    compiler.mapShadow(path, Buffer.from(bytes));
    return path;
  });
  try {
    const sheet = { mainFileContent: source, inputs: { data } };
    const result =
      format === 'pdf'
        ? compiler.pdf(sheet, { pdfStandard: standard, pdfTags: true, creationTimestamp: 0 })
        : compiler.plainSvg(sheet);
    parentPort.postMessage({ id, result });
  } catch (error) {
    parentPort.postMessage({ id, error: String(error) });
  } finally {
    for (const path of paths) compiler.unmapShadow(path);
    compiler.evictCache(KEPT_FOR);
  }
});

// Imports a package from the folder that `install` filled: NODE_PATH does not reach ES modules.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.argv[2]}/package.json`);

export const load = (name) => import(pathToFileURL(require.resolve(name)));

export const expect = (condition, what) => {
  if (!condition) throw new Error(`expected ${what}`);
};

import { lateCode } from '../base/lateCode';
// oxlint-disable-next-line import/default -- Vite makes this export
import url from './engine.worker?worker&url';

export const engineScript = {
  url,
  /**
   * Address of the script in memory: a worker that ends when there is no network starts again from it. The script was
   * loaded before, so the cache has it, however old. The development server's imports its modules, which memory lacks.
   */
  kept: lateCode(async () => {
    if (import.meta.env.DEV) return url;
    const response = await fetch(url, { cache: 'force-cache' });
    return URL.createObjectURL(await response.blob());
  }),
};

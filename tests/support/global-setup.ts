import { setBuildsAside } from './built-extension.ts';

/** End-to-end tests load the built extension. */
export default function globalSetup(): Promise<() => void> {
  return setBuildsAside();
}

import { test } from 'playwright/test';
import type { DrivenFrame, DrivenPage, Driver } from './driver.ts';

/** Makes every call of a page a step of the running test, so that reports and traces tell the same in both browsers. */
function reportPageSteps(page: DrivenPage): DrivenPage {
  return wrapCalls(page, (name, call, args) =>
    test.step(`page.${name}(${describe(args)})`, async () => {
      const answer = await call();
      return name === 'frame' ? reportFrameSteps(answer as DrivenFrame, String(args[0])) : answer;
    }),
  );
}

function reportFrameSteps(frame: DrivenFrame, urlPart: string): DrivenFrame {
  return wrapCalls(frame, (name, call, args) => test.step(`frame(${urlPart}).${name}(${describe(args)})`, call));
}

/** The same for a browser and the pages it opens. */
export function reportSteps(driver: Driver): Driver {
  return wrapCalls(driver, (name, call, args) =>
    test.step(`browser.${name}(${describe(args)})`, async () => {
      const answer = await call();
      if (name === 'page' || name === 'extensionPage' || name === 'foundPage')
        return reportPageSteps(answer as DrivenPage);
      if (name === 'reopen') return reportSteps(answer as Driver);
      return answer;
    }),
  );
}

type Wrap = (name: string, call: () => Promise<unknown>, args: readonly unknown[]) => Promise<unknown>;

function wrapCalls<T extends object>(target: T, wrap: Wrap): T {
  return new Proxy(target, {
    get(object, name) {
      const member = Reflect.get(object, name);
      if (typeof member !== 'function' || typeof name !== 'string') return member;
      return (...args: unknown[]) => wrap(name, () => member.apply(object, args), args);
    },
  });
}

function describe(args: readonly unknown[]): string {
  return args.map((arg) => (typeof arg === 'function' ? '…' : JSON.stringify(arg))).join(', ');
}

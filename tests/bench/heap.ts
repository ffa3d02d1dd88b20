import type { CDPSession, Page } from '@playwright/test';

interface Attached {
  sessionId: string;
  targetInfo: { type: string };
}

/** Bytes of JavaScript's heap in use after a collection. */
export interface Heap {
  page: number;
  worker: number;
}

/** Measures a page and its dedicated worker. */
export async function heapOf(page: Page): Promise<Heap> {
  const session = await page.context().newCDPSession(page);
  const attached = new Promise<string>((resolve) =>
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }: Attached) => {
      if (targetInfo.type === 'worker') resolve(sessionId);
    })
  );
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const worker = workerSender(session, await attached);
  await session.send('HeapProfiler.collectGarbage');
  await worker('HeapProfiler.collectGarbage');
  const own = await session.send('Runtime.getHeapUsage');
  const its = await worker('Runtime.getHeapUsage');
  await session.detach();
  return { page: own.usedSize, worker: its.usedSize ?? NaN };
}

interface Answer {
  id?: number;
  result?: { usedSize?: number };
}

/** Calls to a worker: Playwright has no session of its own for one. */
function workerSender(session: CDPSession, sessionId: string) {
  const open = new Map<number, (result: { usedSize?: number }) => void>();
  session.on('Target.receivedMessageFromTarget', ({ message }: { message: string }) => {
    const { id, result } = JSON.parse(message) as Answer;
    if (id !== undefined) open.get(id)?.(result ?? {});
  });
  let last = 0;
  return async (method: string): Promise<{ usedSize?: number }> => {
    const id = ++last;
    const answered = new Promise<{ usedSize?: number }>((resolve) => open.set(id, resolve));
    await session.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id, method, params: {} })
    });
    return answered;
  };
}

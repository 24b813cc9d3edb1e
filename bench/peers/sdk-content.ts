import { load } from '@inboxsdk/core';

// The smallest extension on the SDK: it loads it and asks for nothing more. Without its network it goes as far as it can.
void load(2, 'sdk_tandem_bench').catch(() => undefined);

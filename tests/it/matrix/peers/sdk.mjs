// People on Matrix whose client is matrix-js-sdk, what Element is built on, with its
// encryption in WebAssembly. It obeys the commands of `members.py` that the tests give to
// such a member, and reports what they see in the same lines.

import { createInterface } from 'node:readline';

// Standard output is for the reports. The library takes the console's functions when it is
// loaded; what fails is reported without it.
for (const level of ['debug', 'error', 'info', 'log', 'trace', 'warn']) console[level] = () => {};
const sdk = await import('matrix-js-sdk');

// No command takes longer; only a failing test waits for it.
const PATIENCE = 60_000;

const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const members = new Map();

/** Resolves once `holds` gives something. The library does not announce all that changes. */
function until(holds) {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const found = holds();
      if (!found) return;
      clearInterval(timer);
      resolve(found);
    }, 20);
  });
}

function report(member, event) {
  const unread = event.isEncrypted() && (event.isBeingDecrypted() || !event.getClearContent() || event.isDecryptionFailure());
  tell({
    as: member,
    event: {
      room: event.getRoomId(),
      id: event.getId(),
      sender: event.getSender() ?? '',
      type: event.getType(),
      content: event.getOriginalContent(),
      state_key: event.getStateKey() ?? null,
      redacts: event.event.redacts ?? event.event.content?.redacts ?? null,
      encrypted: event.isEncrypted(),
      readable: !unread,
      invite: false,
    },
  });
}

const commands = {
  /** Opens a member's client; returns once others can encrypt for it. */
  async enter({ member, url, user, device, token }) {
    const client = sdk.createClient({ baseUrl: url, userId: user, deviceId: device, accessToken: token });
    members.set(member, client);
    await client.initRustCrypto({ useIndexedDB: false });
    client.on(sdk.ClientEvent.Event, (event) => report(member, event));
    client.on(sdk.MatrixEventEvent.Decrypted, (event) => report(member, event));
    await client.startClient({ threadSupport: true, pollTimeout: 20_000 });
    await until(() => client.getSyncState() === sdk.SyncState.Syncing);
    for (;;) {
      const known = await client.getCrypto().getUserDeviceInfo([user], true);
      if (known.get(user)?.has(device)) return null;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },

  async leave_client({ member }) {
    const client = members.get(member);
    members.delete(member);
    client?.stopClient();
    return null;
  },

  async create_room({ member, encrypted, ...options }) {
    const client = members.get(member);
    if (encrypted) {
      options.initial_state = [
        { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } },
      ];
    }
    const { room_id: id } = await client.createRoom(options);
    // As Element waits: a client gives its keys to the members that it knows.
    await until(() => {
      const room = client.getRoom(id);
      const known = (options.invite ?? []).every((user) => room?.getMember(user));
      return known && room?.hasEncryptionStateEvent() === encrypted;
    });
    return id;
  },

  /** Sends an event; in a thread, the library makes the relation, as for Element. */
  async say({ member, room, type, content, thread }) {
    const client = members.get(member);
    return (await client.sendEvent(room, thread ?? null, type, content)).event_id;
  },

  /** What the thread panel shows: the ids of a thread's events, once `event` is among them. */
  async thread({ member, room, root, event }) {
    const client = members.get(member);
    return until(() => {
      const events = client.getRoom(room)?.getThread(root)?.events.map((shown) => shown.getId());
      return events?.includes(event) && events;
    });
  },
};

async function obey({ id, do: name, ...what }) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('it takes too long')), PATIENCE).unref());
  try {
    tell({ id, ok: await Promise.race([commands[name](what), late]) });
  } catch (error) {
    tell({ id, error: `${name}: ${error}` });
  }
}

for await (const line of createInterface({ input: process.stdin })) obey(JSON.parse(line));
process.exit(0);

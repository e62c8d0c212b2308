// Follows the server: by server-sent events, or by asking once a second where they don't get through.

const POLL_MS = 1000;

/**
 * @param token what the server lets in
 * @param hear called with each batch of changes
 * @param connection called with 'open', 'lost' (it is tried again) or 'refused'
 * @return ends it
 */
export function follow(token, hear, connection) {
  let version = 0;
  let ended = false;
  let timer = 0;
  let source = null;

  const take = (changes) => {
    version = changes.version;
    connection('open');
    hear(changes);
  };

  const poll = async () => {
    try {
      const response = await fetch(`api/changes?since=${version}`, {
        headers: { 'X-Spillway-Token': token },
      });
      if (response.status === 403) {
        connection('refused');
        return;
      }
      if (!response.ok) {
        throw new Error(`status ${response.status}`);
      }
      take(await response.json());
    } catch {
      connection('lost');
    }
    if (!ended) {
      timer = setTimeout(poll, POLL_MS);
    }
  };

  const listen = () => {
    source = new EventSource(`api/stream?since=0&token=${encodeURIComponent(token)}`);
    source.onmessage = (message) => take(JSON.parse(message.data));
    source.onerror = () => {
      if (ended) {
        return;
      }
      // CONNECTING: the browser tries again by itself. CLOSED: it was refused.
      if (source.readyState === EventSource.CLOSED) {
        poll();
      } else {
        connection('lost');
      }
    };
  };

  if ('EventSource' in window) {
    listen();
  } else {
    poll();
  }

  return () => {
    ended = true;
    clearTimeout(timer);
    if (source) {
      source.close();
    }
  };
}

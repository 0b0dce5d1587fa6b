// One event stream a tab, shared by all live fragments. The stream ends with the session: then
// every fragment is woken once, asks the server who it is, and is shown the login.
// They are woken one after the other: of updates sent at once Streamlit reruns one fragment only.
// None is woken while the script runs: what is asked of a page just left would blank the next one.
// Whoever is not drawn anew within PATIENCE asks again.
const CALM = 700 // milliseconds, as all of these
const APART = 150
const PATIENCE = 3000
const RETRY = 15000
const A_LITTLE = 1e-6 // newer than the version, older than the next, however often the stream ends

const hub = (window.__selfmasteryHub ??= {
  parts: new Set(),
  source: null,
  version: 0,
  turn: 0,
})

const tell = version => {
  hub.version = version
  hub.parts.forEach(part => part.look())
}

const connect = url => {
  if (hub.source && hub.source.readyState !== EventSource.CLOSED) return
  hub.source = new EventSource(url, { withCredentials: true })
  hub.source.addEventListener("version", event => tell(Number(event.data)))
  hub.source.onerror = () => {
    if (hub.source?.readyState !== EventSource.CLOSED) return
    tell(hub.version + A_LITTLE)
    setTimeout(() => hub.parts.size && connect(url), RETRY)
  }
}

const untilTurn = pause => {
  const now = performance.now()
  hub.turn = Math.max(hub.turn + APART, now + pause)
  return hub.turn - now
}

const isRunning = () => {
  const app = document.querySelector("[data-testid=stApp]")
  return ["running", "rerunRequested"].includes(app?.dataset.testScriptState)
}

const instances = new WeakMap()

const follow = parentElement => {
  const part = { drawn: 0, asked: 0, turn: null, check: null, send: () => {} } // versions, timers
  const awaitTurn = pause => {
    part.turn ??= setTimeout(ask, untilTurn(pause))
  }
  const ask = () => {
    part.turn = null
    if (hub.version <= part.asked) return
    if (document.hidden) {
      document.addEventListener("visibilitychange", part.look, { once: true })
    } else if (isRunning()) {
      awaitTurn(APART)
    } else {
      part.asked = hub.version
      part.send(hub.version)
      clearTimeout(part.check)
      part.check = setTimeout(again, PATIENCE)
    }
  }
  const again = () => {
    if (part.drawn >= part.asked) return
    part.asked = part.drawn
    part.look()
  }
  part.look = () => {
    if (hub.version > part.asked) awaitTurn(CALM)
  }
  instances.set(parentElement, part)
  hub.parts.add(part)
  return part
}

const leave = (part, parentElement) => {
  clearTimeout(part.turn)
  clearTimeout(part.check)
  document.removeEventListener("visibilitychange", part.look)
  hub.parts.delete(part)
  instances.delete(parentElement)
  if (!hub.parts.size && hub.source) {
    hub.source.close()
    hub.source = null
  }
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const part = instances.get(parentElement) ?? follow(parentElement)
  part.send = version => setStateValue("version", version)
  part.drawn = Math.max(part.drawn, data.version, data.asked)
  part.asked = Math.max(part.asked, part.drawn)
  connect(data.url)
  part.look()
  return () => leave(part, parentElement)
}

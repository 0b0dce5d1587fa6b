// One event stream a tab, shared by all live fragments. The stream ends with the session: then
// every fragment is woken once, asks the server who it is, and is shown the login.
// They are woken one after the other: of updates sent at once Streamlit reruns one fragment only.
// None is woken while the script runs: what is asked of a page just left would blank the next one.
const CALM = 700
const APART = 150
const RETRY = 15000

const hub = (window.__selfmasteryLive ??= {
  listeners: new Set(),
  source: null,
  version: 0,
  turn: 0,
})

const tell = version => {
  hub.version = version
  hub.listeners.forEach(listener => listener())
}

const connect = url => {
  if (hub.source && hub.source.readyState !== EventSource.CLOSED) return
  hub.source = new EventSource(url, { withCredentials: true })
  hub.source.addEventListener("version", event => tell(Number(event.data)))
  hub.source.onerror = () => {
    if (hub.source?.readyState !== EventSource.CLOSED) return
    tell(hub.version + 0.5)
    setTimeout(() => hub.listeners.size && connect(url), RETRY)
  }
}

const untilTurn = () => {
  const now = performance.now()
  hub.turn = Math.max(hub.turn + APART, now + CALM)
  return hub.turn - now
}

const isRunning = () => {
  const app = document.querySelector("[data-testid=stApp]")
  return ["running", "rerunRequested"].includes(app?.dataset.testScriptState)
}

const instances = new WeakMap()

const follow = parentElement => {
  const one = { seen: 0, timer: null, send: () => {} }
  const flush = () => {
    one.timer = null
    if (document.hidden) {
      document.addEventListener("visibilitychange", one.look, { once: true })
    } else if (hub.version > one.seen && isRunning()) {
      one.timer = setTimeout(flush, APART)
    } else if (hub.version > one.seen) {
      one.seen = hub.version
      one.send(hub.version)
    }
  }
  one.look = () => {
    if (hub.version > one.seen && !one.timer) one.timer = setTimeout(flush, untilTurn())
  }
  instances.set(parentElement, one)
  hub.listeners.add(one.look)
  return one
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const one = instances.get(parentElement) ?? follow(parentElement)
  one.send = version => setStateValue("version", version)
  one.seen = Math.max(one.seen, data.version)
  connect(data.url)
  one.look()
  return () => {
    clearTimeout(one.timer)
    hub.listeners.delete(one.look)
    instances.delete(parentElement)
    if (!hub.listeners.size && hub.source) {
      hub.source.close()
      hub.source = null
    }
  }
}

// Projects over time. Python sends places as per cent of the scale; the browser reports the
// project that was clicked. A touch on a milestone only tells what it is.
const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const at = (node, left, width) => {
  node.style.left = `${left}%`
  if (width !== undefined) node.style.width = `${width}%`
  return node
}

const addressOf = id => {
  const address = new URL(window.location.href)
  address.searchParams.set("id", id)
  return address.pathname + address.search
}

const teller = root => {
  const tip = make("div", "tip")
  tip.hidden = true
  root.appendChild(tip)
  const hide = () => (tip.hidden = true)
  const show = (node, text) => {
    tip.textContent = text
    tip.hidden = false
    const frame = root.getBoundingClientRect()
    const place = node.getBoundingClientRect()
    const left = place.left + place.width / 2 - frame.left - tip.offsetWidth / 2
    tip.style.left = `${Math.max(0, Math.min(left, frame.width - tip.offsetWidth))}px`
    const above = place.top - frame.top - tip.offsetHeight - 6
    tip.style.top = `${above < 0 ? place.bottom - frame.top + 6 : above}px`
  }
  return (node, text) => {
    node.onpointerenter = () => show(node, text)
    node.onpointerleave = hide
    node.addEventListener("click", event => {
      if (event.pointerType !== "touch") return
      event.stopPropagation()
      show(node, text)
    })
    return node
  }
}

const scaleNode = data => {
  const scale = make("div", "scale")
  data.ticks.forEach(one => {
    const tick = at(make("span", `tick ${one.major ? "" : "minor"} ${one.near}`), one.at)
    tick.appendChild(make("span", "label", one.label))
    scale.appendChild(tick)
  })
  if (data.today !== null) {
    const today = at(make("span", "today"), data.today)
    today.appendChild(make("span", "", data.words.today))
    scale.appendChild(today)
  }
  return scale
}

const trackNode = (row, data, tell) => {
  const track = make("div", "track")
  data.ticks.forEach(one => track.appendChild(at(make("span", "grid"), one.at)))
  const bar = at(make("div", `bar ${row.tone} ${row.open ? "open" : ""}`), row.left, row.width)
  const done = make("i")
  done.style.width = `${row.progress}%`
  bar.appendChild(done)
  track.appendChild(tell(bar, row.title))
  if (row.late) track.appendChild(tell(at(make("div", "late"), ...row.late), row.title))
  if (row.was !== null) {
    track.appendChild(tell(at(make("div", "was"), row.was), row.was_title))
  }
  row.marks.forEach(one => {
    if (one.base !== null) track.appendChild(at(make("span", "base"), one.base))
  })
  row.marks.forEach(one => {
    track.appendChild(tell(at(make("span", `mark ${one.tone}`), one.at), one.title))
  })
  if (data.today !== null) track.appendChild(at(make("span", "today"), data.today))
  return track
}

const rowNode = (row, data, tell, open) => {
  const node = make("div", "row")
  node.setAttribute("role", "listitem")
  const who = make("div", "who")
  const link = make("a", "", row.name)
  link.href = addressOf(row.id)
  link.title = row.name
  who.append(link, make("span", "sub", row.sub))
  node.append(who, trackNode(row, data, tell))
  node.onclick = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    if (window.getSelection()?.toString()) return
    event.preventDefault()
    open(row.id)
  }
  return node
}

const legendNode = words => {
  const legend = make("div", "legend")
  words.legend.forEach(([kind, tone, text]) => {
    const entry = make("span")
    const sign = make("span", `${kind} ${tone}`)
    if (kind === "bar") {
      const done = make("i")
      done.style.width = "60%"
      sign.appendChild(done)
    }
    entry.append(sign, make("span", "", text))
    legend.appendChild(entry)
  })
  return legend
}

export default function (component) {
  const { parentElement, setTriggerValue } = component
  const data = component.data?.[0]
  const root = parentElement.querySelector(".gantt")
  if (!root || !data) return
  root.replaceChildren()
  const tell = teller(root)
  const head = make("div", "head")
  head.append(make("div", "corner"), scaleNode(data))
  const list = make("div", "rows")
  list.setAttribute("role", "list")
  list.setAttribute("aria-label", data.words.name)
  const open = id => setTriggerValue("open", id)
  data.rows.forEach(row => list.appendChild(rowNode(row, data, tell, open)))
  root.append(head, list, legendNode(data.words))
}

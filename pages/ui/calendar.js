// A month of milestones and project ends; on a phone the same as a list of days.
const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const addressOf = id => {
  const address = new URL(window.location.href)
  address.searchParams.set("id", id)
  return address.pathname + address.search
}

const entryNode = (entry, place, data, open) => {
  const node = make("a", `entry ${entry.tone} ${place >= data.shown ? "rest" : ""}`)
  node.href = addressOf(entry.id)
  node.title = entry.title
  const words = make("span", "words", `${entry.text} `)
  if (entry.project) words.appendChild(make("span", "project", entry.project))
  node.append(make("span", `sign ${entry.kind}`), words, make("span", "state", entry.state))
  node.onclick = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    open(entry.id)
  }
  return node
}

const dayNode = (day, data, open) => {
  const classes = ["day", ...day.classes]
  if (!day.entries.length) classes.push("empty")
  const node = make("div", classes.join(" "))
  node.append(make("span", "number", day.number), make("span", "long", day.long))
  day.entries.forEach((entry, place) => node.appendChild(entryNode(entry, place, data, open)))
  const rest = day.entries.length - data.shown
  if (rest > 0) {
    const more = make("button", "more", data.words.more.replace("{n}", rest))
    more.type = "button"
    more.onclick = () => node.classList.add("all")
    node.appendChild(more)
  }
  return node
}

export default function (component) {
  const { parentElement, setTriggerValue } = component
  const data = component.data?.[0]
  const root = parentElement.querySelector(".calendar")
  if (!root || !data) return
  const open = id => setTriggerValue("open", id)
  const heads = make("div", "weekdays")
  data.weekdays.forEach(name => heads.appendChild(make("span", "", name)))
  const weeks = data.weeks.map(days => {
    const week = make("div", "week")
    days.forEach(day => week.appendChild(dayNode(day, data, open)))
    return week
  })
  root.setAttribute("aria-label", data.words.name)
  root.replaceChildren(heads, ...weeks)
}

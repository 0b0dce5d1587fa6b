// Links to files. The browser fetches them beside the page, which goes on.
export default function (component) {
  const root = component.parentElement.querySelector(".links")
  const links = component.data?.[0]
  if (!root || !links) return
  root.replaceChildren(
    ...links.map(link => {
      const node = document.createElement("a")
      node.href = link.url
      node.download = ""
      node.textContent = link.label
      return node
    })
  )
}

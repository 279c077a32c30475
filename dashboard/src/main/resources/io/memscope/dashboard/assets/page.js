// What the page can do beyond being read: tell the value under the pointer, sort a table by a
// column. It adds nothing that is not already on the page.

const digits = new Intl.NumberFormat("en-US");

function exactNumber(cell) {
  const titled = cell.querySelector("[title]");
  const match = titled ? /^-?[\d,]+/.exec(titled.title) : null;
  return match ? Number(match[0].replaceAll(",", "")) : -1;
}

function sortBy(table, column, heading) {
  const descending = heading.getAttribute("aria-sort") !== "descending";
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const key = heading.classList.contains("number")
    ? (row) => exactNumber(row.cells[column])
    : (row) => row.cells[column].textContent.trim();
  const keys = new Map(rows.map((row) => [row, key(row)]));
  rows.sort((a, b) => {
    const [x, y] = [keys.get(a), keys.get(b)];
    return (x < y ? -1 : x > y ? 1 : 0) * (descending ? -1 : 1);
  });
  body.append(...rows);
  for (const other of heading.parentNode.cells) {
    other.removeAttribute("aria-sort");
  }
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sortBy(table, column, heading));
    heading.replaceChildren(button);
  });
}

/** The last point at or before the time; points are in order of time. */
function pointAt(points, timeNs) {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle][0] <= timeNs) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low === 0 ? null : points[low - 1];
}

function followPointer(plot) {
  const data = JSON.parse(document.getElementById("timeline-data").textContent);
  const cursor = plot.querySelector(".cursor");
  const readout = document.querySelector("[data-readout]");
  plot.addEventListener("pointermove", (event) => {
    const box = plot.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const timeNs = Math.round(part * data.endNs);
    const point = pointAt(data.points, timeNs);
    cursor.setAttribute("d", `M${part * 1000} 0V100`);
    const [, least, most] = point ?? [0, 0, 0];
    const bytes = least === most ? digits.format(most) : `${digits.format(least)} – ${digits.format(most)}`;
    readout.textContent = `${bytes} bytes at ${digits.format(timeNs)} ns`;
  });
  plot.addEventListener("pointerleave", () => {
    cursor.setAttribute("d", "");
    readout.textContent = readout.dataset.readout;
  });
}

document.querySelectorAll("table[data-name]").forEach(makeSortable);
followPointer(document.querySelector(".plot"));

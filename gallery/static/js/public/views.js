// Shows one view at a time and lets the chips choose it; without this script all are shown.

const chips = [...document.querySelectorAll("[data-views] a")];
const viewOf = (chip) => document.getElementById(chip.hash.slice(1));

function choose(chosen) {
  for (const chip of chips) {
    const isChosen = chip === chosen;
    viewOf(chip).toggleAttribute("data-chosen", isChosen);
    if (isChosen) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }
}

function chooseFromAddress() {
  choose(chips.find((chip) => chip.hash === location.hash) ?? chips[0]);
}

if (chips.length > 0) {
  for (const chip of chips) {
    chip.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", chip.hash);
      choose(chip);
    });
  }
  addEventListener("hashchange", chooseFromAddress);
  chooseFromAddress();
}

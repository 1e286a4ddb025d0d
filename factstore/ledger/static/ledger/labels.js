// Gives each search select the name of its label, which its widget leaves out.
"use strict";
(function () {
    function name(select) {
        const own = document.querySelector(`label[for="${select.id}"]`);
        const shown = select.parentElement.querySelector(".select2-selection");
        if (!shown || shown.dataset.named) { return; }
        shown.dataset.named = "yes";
        const told = own ? own.textContent.replace(/:\s*$/, "") : select.getAttribute("aria-label");
        if (!told) { return; }
        const label = document.createElement("span");
        label.id = `${select.id}-told`;
        label.className = "visually-hidden";
        label.textContent = told;
        select.after(label);
        shown.setAttribute("aria-labelledby", `${label.id} ${shown.getAttribute("aria-labelledby") || ""}`);
    }

    function all() {
        document.querySelectorAll("select.admin-autocomplete").forEach(name);
    }

    // After the widgets, which jQuery makes when it holds the page to be ready.
    window.addEventListener("load", () => (window.django && django.jQuery ? django.jQuery(all) : all()));
    document.addEventListener("formset:added", () => setTimeout(all));
})();

// Shows of each value's row the inputs that its field and kind have; without it all are shown.
"use strict";
(function () {
    let rules;
    const inputs = ["entity", "text", "choice", "date", "minimum", "maximum", "unit", "currency", "approximate"];

    function input(row, name) {
        return row.querySelector(`[name$="-${name}"]`);
    }

    function show(row, name, shown) {
        const part = row.querySelector(`.part-${name}`);
        if (part) { part.classList.toggle("not-of-kind", !shown); }
    }

    function limit(select, allowed) {
        for (const option of select.options) {
            const out = option.value !== "" && !allowed.includes(option.value);
            option.hidden = option.disabled = out && !option.selected;
        }
    }

    function arrange(row) {
        const field = input(row, "field"), kind = input(row, "kind");
        if (!field || !kind) { return; }
        const slot = rules.fields[field.value];
        if (slot) {
            limit(kind, slot.kinds);
            limit(input(row, "choice"), slot.choices);
            if (!slot.kinds.includes(kind.value)) { kind.value = slot.kinds.length === 1 ? slot.kinds[0] : ""; }
        }
        const shown = rules.content[kind.value] || [];
        inputs.forEach((name) => show(row, name, shown.includes(name)));
        show(row, "kind", !slot || slot.kinds.length > 1);
        ["clause", "polarity"].forEach((name) => show(row, name, Boolean(slot && slot.scope)));
    }

    function rows() {
        return document.querySelectorAll("#values-group tr.form-row:not(.empty-form)");
    }

    function start() {
        const script = document.getElementById("value-rules");
        if (!script) { return; }
        rules = JSON.parse(script.textContent);
        rows().forEach(arrange);
        document.addEventListener("change", (event) => {
            const row = event.target.closest("#values-group tr.form-row");
            if (row && /-(field|kind)$/.test(event.target.name || "")) { arrange(row); }
        });
        document.addEventListener("formset:added", () => rows().forEach(arrange));
    }

    if (document.readyState === "loading") {
        document.addEventListener("DOMContentLoaded", start);
    } else {
        start();
    }
})();

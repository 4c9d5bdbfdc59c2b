module.exports = {
  docs: ["index", { type: "category", label: "Marks", items: ["part/notices", "part/tabs"] }, "last"],
};

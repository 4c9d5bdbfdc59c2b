module.exports = function (config) {
  config.addPassthroughCopy("src/assets");
  return {
    dir: { input: "src", includes: "_includes", data: "_data" },
    markdownTemplateEngine: "njk",
    htmlTemplateEngine: "njk",
  };
};

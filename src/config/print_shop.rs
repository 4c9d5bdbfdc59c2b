//! `print-shop`: what a site's print shop asks for.

use crate::config::Reading;
use crate::source::Spanned;
use crate::yaml::Node;

/// What the configuration says of files for a print shop.
#[derive(Debug, Clone, Default)]
pub struct PrintShop {
    /// `icc`: the profile of the press, a file below the site root
    pub icc: Option<Spanned<String>>,
    /// `wrap-cover`: whether the handbook's cover is one sheet that goes around its leaves
    pub wrap_cover: Option<bool>,
    /// `paper-thickness`: of a leaf, such as `0.1`
    pub paper_thickness: Option<Spanned<String>>,
}

impl Reading<'_> {
    pub(crate) fn print_shop(&mut self, node: &Node) {
        for (key, node) in self.below(node, "write `print-shop:` and below it, indented, `icc: press.icc`") {
            match key.name.as_str() {
                "icc" => self.config.print_shop.icc = self.path_below(node),
                "wrap-cover" => self.config.print_shop.wrap_cover = self.truth(node, "wrap-cover"),
                "paper-thickness" => self.config.print_shop.paper_thickness = self.spanned_text(node),
                _ => self.nothing_reads(key, &["icc", "wrap-cover", "paper-thickness"]),
            }
        }
    }
}

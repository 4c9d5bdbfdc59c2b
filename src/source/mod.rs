//! Reading: one file in, one page and its diagnostics out. Reading never fails.

mod page;

pub use page::{FrontMatter, Page, Spanned};

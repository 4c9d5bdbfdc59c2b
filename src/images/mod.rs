//! Pictures: what a drawing may do and costs, the words it writes, and tracing for print.

pub(crate) mod lettering;
pub(crate) mod svg;
pub mod trace;

//! What several tests share: outside judges, a running preview, pages at random.

pub mod fragment;
pub mod html;
pub mod judges;
pub mod outline;
pub mod places;
pub mod preview;
pub mod spoiled;

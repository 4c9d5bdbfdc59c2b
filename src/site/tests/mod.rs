//! Tests of settling, on pages made by hand.

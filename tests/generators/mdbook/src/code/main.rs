// ANCHOR: all
fn main() {
    // ANCHOR: inner
    let answer = 42;
    // ANCHOR_END: inner
    println!("{answer}");
}
// ANCHOR_END: all

fn last() {}

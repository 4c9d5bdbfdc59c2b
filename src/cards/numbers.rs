//! The numbers of cards: what pages say, else a number that is worked out from the page's slug
//! alone, so that a card keeps it from one edition to the next, whatever pages come and go.

use std::collections::BTreeSet;

/// The numbers of cards, in their order. `said` has each card's slug, and the number that its page
/// gives it. Numbers that pages give stay, even where two are the same.
///
/// Others are hashed (FNV-1a) into `100..=999`, for many cards into more digits. Where two slugs have
/// one number, the one that comes first in the alphabet keeps it and the other takes the next that is
/// free, so another page changes no number but, seldom, that of such a neighbour.
pub fn numbers(said: &[(String, Option<u32>)]) -> Vec<u32> {
    let mut taken: BTreeSet<u32> = said.iter().filter_map(|(_, number)| *number).collect();
    let first = first_of(said.len());
    let count = 9 * first;
    let mut numbers: Vec<u32> = said.iter().map(|(_, number)| number.unwrap_or(0)).collect();
    let mut order: Vec<usize> = (0..said.len()).filter(|at| said[*at].1.is_none()).collect();
    order.sort_by(|a, b| said[*a].0.cmp(&said[*b].0));
    for at in order {
        let home = hash(&said[at].0) % count;
        let free =
            (0..count).map(|more| first + (home + more) % count).find(|number| !taken.contains(number));
        // There are ten times as many numbers as cards.
        let number = free.unwrap_or(first + home);
        taken.insert(number);
        numbers[at] = number;
    }
    numbers
}

/// The least number: of three digits, or of as many as leave nine of ten numbers free.
fn first_of(cards: usize) -> u32 {
    let mut first = 100;
    while first < 10_000_000 && (cards as u64) > u64::from(first) {
        first *= 10;
    }
    first
}

/// FNV-1a of 32 bits.
pub fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(slugs: &[(&str, Option<u32>)]) -> Vec<u32> {
        numbers(&slugs.iter().map(|(slug, number)| ((*slug).to_owned(), *number)).collect::<Vec<_>>())
    }

    #[test]
    fn a_card_keeps_its_number_whatever_comes_and_goes() {
        let before = of(&[("five-whys", None), ("personas", None), ("dot-voting", Some(7))]);
        let after = of(&[
            ("affinity-mapping", None),
            ("dot-voting", Some(7)),
            ("personas", None),
            ("five-whys", None),
        ]);
        assert_eq!((before[0], before[1], before[2]), (after[3], after[2], after[1]));
        assert_eq!(before[2], 7);
        assert!(before.iter().take(2).all(|number| (100..1000).contains(number)), "{before:?}");
    }

    #[test]
    fn no_two_cards_have_one_number() {
        let many: Vec<(String, Option<u32>)> =
            (0..900).map(|n| (format!("card-{n}"), (n % 7 == 0).then_some(n + 1))).collect();
        let numbers = numbers(&many);
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 900);
    }
}

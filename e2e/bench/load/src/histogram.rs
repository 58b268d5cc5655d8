//! Latencies in buckets whose width is a 64th of their value: 1.6 % off at most, 30 KiB whatever comes.

const SUB_BITS: u32 = 6;
const SUB_COUNT: usize = 1 << SUB_BITS;

pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
    max: u64,
}

impl Histogram {
    pub fn new() -> Self {
        Histogram { counts: vec![0; 64 * SUB_COUNT], total: 0, max: 0 }
    }

    pub fn record(&mut self, nanoseconds: u64) {
        self.counts[bucket(nanoseconds)] += 1;
        self.total += 1;
        self.max = self.max.max(nanoseconds);
    }

    /// In microseconds; 0 where nothing was recorded.
    pub fn quantile(&self, part: f64) -> f64 {
        let wanted = ((self.total as f64) * part).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return middle(index) / 1000.0;
            }
        }
        0.0
    }

    pub fn max_us(&self) -> f64 {
        self.max as f64 / 1000.0
    }
}

fn bucket(value: u64) -> usize {
    if value < SUB_COUNT as u64 {
        return value as usize;
    }
    let shift = 63 - value.leading_zeros() - SUB_BITS;
    ((shift as usize + 1) << SUB_BITS) + ((value >> shift) as usize & (SUB_COUNT - 1))
}

fn middle(index: usize) -> f64 {
    if index < SUB_COUNT {
        return index as f64;
    }
    let shift = (index >> SUB_BITS) - 1;
    let low = (SUB_COUNT + (index & (SUB_COUNT - 1))) as f64;
    (low + 0.5) * (1u64 << shift) as f64
}

#[cfg(test)]
mod tests {
    use super::Histogram;

    #[test]
    fn quantiles_are_within_two_percent() {
        let mut histogram = Histogram::new();
        for value in 1..=100_000u64 {
            histogram.record(value * 1000);
        }
        for (part, want) in [(0.5, 50_000.0), (0.99, 99_000.0)] {
            let got = histogram.quantile(part);
            assert!((got / want - 1.0).abs() < 0.02, "{part}: {got}");
        }
        assert_eq!(histogram.max_us(), 100_000.0);
    }
}

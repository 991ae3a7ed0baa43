const smallPrimes = primesBelow(752);
// The ROCA paper's primorial has 39 primes in its smallest keys, and more in larger ones, so these hold for all.
const rocaResidues = smallPrimes
  .slice(0, 39)
  .map((prime) => ({ prime: BigInt(prime), powers: powersOf(65_537, prime) }));
const fermatRounds = 100;

function primesBelow(end: number): number[] {
  const primes: number[] = [];
  for (let n = 2; n < end; n += 1) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes;
}

function powersOf(base: number, prime: number): ReadonlySet<bigint> {
  const powers = new Set<bigint>();
  for (let power = 1; !powers.has(BigInt(power)); power = (power * (base % prime)) % prime) powers.add(BigInt(power));
  return powers;
}

/** Whether a modulus has a prime factor below 752 (BR 6.1.6). */
export function hasSmallFactor(modulus: bigint): boolean {
  return smallPrimes.some((prime) => modulus % BigInt(prime) === 0n);
}

/**
 * Whether a modulus has the fingerprint of keys made by the broken generator of CVE-2017-15361, ROCA (BR 6.1.1.3): it is
 * a power of 65537 modulo every small prime. One of some hundred million good keys has it, too.
 */
export function isOfRoca(modulus: bigint): boolean {
  return rocaResidues.every(({ prime, powers }) => powers.has(modulus % prime));
}

/** Whether the factors are so close that Fermat's method finds them in 100 rounds (BR 6.1.1.3). */
export function hasCloseFactors(modulus: bigint): boolean {
  let a = squareRoot(modulus);
  if (a * a < modulus) a += 1n;
  for (let round = 0; round < fermatRounds; round += 1, a += 1n) {
    const square = a * a - modulus;
    // The last six bits of a square are one of twelve values: most numbers need no root.
    if (squaresOf64.has(square & 63n) && squareRoot(square) ** 2n === square) return true;
  }
  return false;
}

const squaresOf64: ReadonlySet<bigint> = new Set(Array.from({ length: 64 }, (_, n) => BigInt((n * n) % 64)));

/** The largest whole number whose square is not above `value`, by Newton's method. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt(Math.ceil(value.toString(16).length * 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** A straight line through points: y = intercept + slope x. */
export interface LinearFit {
  readonly intercept: number;
  readonly slope: number;
  /** Measured less line, in the order of the points. */
  readonly residuals: readonly number[];
  /** Share of the variance that the line explains, 0..1. */
  readonly rSquared: number;
  /** Standard error of the regression, n - 2 degrees of freedom. */
  readonly standardError: number;
  readonly slopeError: number;
  readonly interceptError: number;
}

/** Ordinary least squares over at least three points with different x; all results in the units of the points. */
export function leastSquares(xs: readonly number[], ys: readonly number[]): LinearFit {
  const n = xs.length;
  const meanX = sum(xs) / n;
  const meanY = sum(ys) / n;
  const spreadX = sum(xs.map((x) => (x - meanX) * (x - meanX)));
  const slope = sum(xs.map((x, i) => (x - meanX) * (ys[i]! - meanY))) / spreadX;
  const intercept = meanY - slope * meanX;
  const residuals = xs.map((x, i) => ys[i]! - (intercept + slope * x));
  const unexplained = sum(residuals.map((each) => each * each));
  const total = sum(ys.map((y) => (y - meanY) * (y - meanY)));
  const standardError = Math.sqrt(unexplained / (n - 2));
  const slopeError = standardError / Math.sqrt(spreadX);
  const interceptError = standardError * Math.sqrt(1 / n + (meanX * meanX) / spreadX);
  return { intercept, slope, residuals, rSquared: 1 - unexplained / total, standardError, slopeError, interceptError };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

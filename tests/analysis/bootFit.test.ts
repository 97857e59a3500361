import { describe, expect, it } from 'vitest';
import { bootFit, predictBoot } from '../../src/analysis/bootFit';
import { GIB } from '../../src/base/units';

const fit = bootFit();
const printed = (values: readonly number[], digits: number) => values.map((value) => value.toFixed(digits));

// INV-34: confidential-migration.md 5.4, digit by digit as printed there.
describe('regression of the boot table', () => {
  it('saves, in seconds, percent and ratio', () => {
    expect(printed(fit.rows.map((row) => row.saved), 2)).toEqual(['0.45', '1.47', '6.01', '11.70', '17.76']);
    expect(printed(fit.rows.map((row) => row.savedPercent), 1)).toEqual(['7.3', '19.9', '49.4', '64.3', '72.3']);
    expect(printed(fit.rows.map((row) => row.ratio), 3)).toEqual(['1.079', '1.249', '1.976', '2.800', '3.612']);
  });

  it('fits the baseline', () => {
    expect(fit.launch.intercept.toFixed(5)).toBe('5.81763');
    expect(fit.launch.slope.toFixed(6)).toBe('0.097480');
    expect(printed(fit.launch.residuals, 4)).toEqual(['-0.0475', '0.0027', '0.1137', '-0.0950', '0.0262']);
    expect(fit.launch.rSquared.toFixed(6)).toBe('0.999895');
    expect(fit.launch.standardError.toFixed(3)).toBe('0.091');
    expect(fit.launch.slopeError.toFixed(5)).toBe('0.00058');
  });

  it('fits demand pinning', () => {
    expect(fit.demand.intercept.toFixed(5)).toBe('5.76958');
    expect(fit.demand.slope.toFixed(6)).toBe('0.005525');
    expect(printed(fit.demand.residuals, 4)).toEqual(['-0.0817', '0.0520', '0.0368', '0.0232', '-0.0304']);
    expect(fit.demand.rSquared.toFixed(5)).toBe('0.98425');
    expect(fit.demand.standardError.toFixed(3)).toBe('0.064');
    expect(fit.demand.slopeError.toFixed(4)).toBe('0.0004');
  });

  it('fits the saving, and demand over the root as well as over the size', () => {
    expect(fit.saved.intercept.toFixed(3)).toBe('0.048');
    expect(fit.saved.slope.toFixed(6)).toBe('0.091955');
    expect(printed(fit.saved.residuals, 4)).toEqual(['0.0341', '-0.0493', '0.0768', '-0.1183', '0.0566']);
    expect(fit.demandOverRoot.intercept.toFixed(4)).toBe('5.5207');
    expect(fit.demandOverRoot.slope.toFixed(5)).toBe('0.08875');
    expect(printed(fit.demandOverRoot.residuals, 4)).toEqual(['0.0118', '0.0343', '-0.0707', '-0.0248', '0.0495']);
  });

  it('implies times per page, a share of the slope and no size at which the baseline wins', () => {
    expect(printed([fit.launchPageNs, fit.demandPageNs, fit.savedPageNs], 1)).toEqual(['371.9', '21.1', '350.8']);
    expect((100 * fit.slopeShare).toFixed(2)).toBe('5.67');
    expect(fit.crossingGb.toFixed(2)).toBe('-0.52');
  });
});

describe('the model of the engine', () => {
  it('meets all ten points within 0.15 s', () => {
    const misses = fit.rows.flatMap(({ gb, launch, demand }) => {
      const model = predictBoot(gb * GIB);
      return [Math.abs(model.launch - launch), Math.abs(model.demand - demand)];
    });
    expect(misses).toHaveLength(10);
    expect(Math.max(...misses)).toBeLessThan(0.15);
  });

  it('draws the same lines as the regression', () => {
    for (const gb of [1, 4, 192, 1024]) {
      const model = predictBoot(gb * GIB);
      expect(model.launch).toBeCloseTo(fit.launch.intercept + fit.launch.slope * gb, 2);
      expect(model.demand).toBeCloseTo(fit.demand.intercept + fit.demand.slope * gb, 2);
    }
  });

  it.each([[256, '30.8', '7.2'], [512, '55.7', '8.6'], [1024, '105.6', '11.4']])('says of %i GB, beyond what was measured: %s and %s s', (gb, launch, demand) => {
    const model = predictBoot(gb * GIB);
    expect([model.launch.toFixed(1), model.demand.toFixed(1), model.extrapolated]).toEqual([launch, demand, true]);
  });

  it('knows which sizes were measured', () => {
    expect([2, 4, 100, 192, 193].map((gb) => predictBoot(gb * GIB).extrapolated)).toEqual([true, false, false, false, true]);
  });
});

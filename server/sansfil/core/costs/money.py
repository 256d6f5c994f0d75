"""Money as whole picodollars, so that sums are exact whatever they are made of."""

from decimal import ROUND_HALF_UP, Decimal

Picos = int
"""10⁻¹² US dollars: a token of the cheapest model costs some thousands of them."""
PICOS_IN_DOLLAR = 10**12
# No request, no price and no balance is as much as this: who says so has made a mistake.
MOST_DOLLARS = 10**6


def picos_of(told: object) -> Picos | None:
    """An amount in US dollars as a provider writes it, text or number; None where it is none, or absurd."""
    if isinstance(told, bool) or not isinstance(told, str | int | float):
        return None
    try:
        amount = Decimal(str(told))
        if not amount.is_finite() or abs(amount) > MOST_DOLLARS:
            return None
        return int((amount * PICOS_IN_DOLLAR).to_integral_value(ROUND_HALF_UP))
    except (ArithmeticError, ValueError):
        return None


def exact_dollars(amount: Picos) -> str:
    """For programs: every digit that counts and at least two, `0.000123`, `1.50`."""
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), PICOS_IN_DOLLAR)
    return f"{sign}{whole}.{f'{part:012}'.rstrip('0').ljust(2, '0')}"


def dollars(amount: Picos) -> str:
    """For people: `$0.42`, and as many digits as it takes for less than a cent, `$0.00031`."""
    whole = Decimal(amount) / PICOS_IN_DOLLAR
    if amount == 0 or abs(whole) >= Decimal("0.01"):
        return f"${whole:.2f}"
    return f"${whole.normalize():.{max(2, -whole.adjusted() + 1)}f}"

/// What was ordered, and for how many cents.
class SeedOrder {
  const SeedOrder({
    required this.plantName,
    required this.supplier,
    required this.orderedOn,
    required this.priceCents,
  });

  final String plantName;
  final String supplier;
  final DateTime orderedOn;
  final int priceCents;

  factory SeedOrder.fromJson(Map<String, dynamic> json) {
    return SeedOrder(
      plantName: json['plant_name'] as String,
      supplier: json['supplier'] as String,
      orderedOn: DateTime.parse(json['ordered_on'] as String),
      priceCents: json['price_cents'] as int,
    );
  }

  Map<String, dynamic> toJson() {
    return <String, dynamic>{
      'plant_name': plantName,
      'supplier': supplier,
      'ordered_on': orderedOn.toIso8601String(),
      'price_cents': priceCents,
    };
  }

  SeedOrder copyWith({String? plantName, String? supplier, DateTime? orderedOn, int? priceCents}) {
    return SeedOrder(
      plantName: plantName ?? this.plantName,
      supplier: supplier ?? this.supplier,
      orderedOn: orderedOn ?? this.orderedOn,
      priceCents: priceCents ?? this.priceCents,
    );
  }
}

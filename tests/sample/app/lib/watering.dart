/// What a bed was given to drink, in litres.
class Watering {
  const Watering({
    required this.bedName,
    required this.gardenerName,
    required this.wateredOn,
    required this.amountL,
  });

  final String bedName;
  final String gardenerName;
  final DateTime wateredOn;
  final int amountL;

  factory Watering.fromJson(Map<String, dynamic> json) {
    return Watering(
      bedName: json['bed_name'] as String,
      gardenerName: json['gardener_name'] as String,
      wateredOn: DateTime.parse(json['watered_on'] as String),
      amountL: json['amount_l'] as int,
    );
  }

  Map<String, dynamic> toJson() {
    return <String, dynamic>{
      'bed_name': bedName,
      'gardener_name': gardenerName,
      'watered_on': wateredOn.toIso8601String(),
      'amount_l': amountL,
    };
  }

  Watering copyWith({String? bedName, String? gardenerName, DateTime? wateredOn, int? amountL}) {
    return Watering(
      bedName: bedName ?? this.bedName,
      gardenerName: gardenerName ?? this.gardenerName,
      wateredOn: wateredOn ?? this.wateredOn,
      amountL: amountL ?? this.amountL,
    );
  }
}

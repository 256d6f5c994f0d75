/// A variety; days count from sowing to harvest.
class Plant {
  const Plant({
    required this.name,
    required this.family,
    required this.daysToHarvest,
  });

  final String name;
  final String family;
  final int daysToHarvest;

  factory Plant.fromJson(Map<String, dynamic> json) {
    return Plant(
      name: json['name'] as String,
      family: json['family'] as String,
      daysToHarvest: json['days_to_harvest'] as int,
    );
  }

  Map<String, dynamic> toJson() {
    return <String, dynamic>{
      'name': name,
      'family': family,
      'days_to_harvest': daysToHarvest,
    };
  }

  Plant copyWith({String? name, String? family, int? daysToHarvest}) {
    return Plant(
      name: name ?? this.name,
      family: family ?? this.family,
      daysToHarvest: daysToHarvest ?? this.daysToHarvest,
    );
  }
}

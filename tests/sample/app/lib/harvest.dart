/// What a bed gave, in grams.
class Harvest {
  const Harvest({
    required this.plantName,
    required this.bedName,
    required this.harvestedOn,
    required this.weightG,
  });

  final String plantName;
  final String bedName;
  final DateTime harvestedOn;
  final int weightG;

  factory Harvest.fromJson(Map<String, dynamic> json) {
    return Harvest(
      plantName: json['plant_name'] as String,
      bedName: json['bed_name'] as String,
      harvestedOn: DateTime.parse(json['harvested_on'] as String),
      weightG: json['weight_g'] as int,
    );
  }
}

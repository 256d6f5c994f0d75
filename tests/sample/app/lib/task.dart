/// Something to do in the garden.
class Task {
  const Task({
    required this.title,
    required this.bedName,
    required this.dueOn,
    required this.isDone,
  });

  final String title;
  final String bedName;
  final DateTime dueOn;
  final bool isDone;

  factory Task.fromJson(Map<String, dynamic> json) {
    return Task(
      title: json['title'] as String,
      bedName: json['bed_name'] as String,
      dueOn: DateTime.parse(json['due_on'] as String),
      isDone: json['is_done'] as bool,
    );
  }

  Map<String, dynamic> toJson() {
    return <String, dynamic>{
      'title': title,
      'bed_name': bedName,
      'due_on': dueOn.toIso8601String(),
      'is_done': isDone,
    };
  }

  Task copyWith({String? title, String? bedName, DateTime? dueOn, bool? isDone}) {
    return Task(
      title: title ?? this.title,
      bedName: bedName ?? this.bedName,
      dueOn: dueOn ?? this.dueOn,
      isDone: isDone ?? this.isDone,
    );
  }
}
